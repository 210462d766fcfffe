export { type BudgetOptions, budgetSpentAtFire, burnRate, detectionSeconds, errorBudget } from "./burn-rate.ts";
export { MAX_SAMPLES_PER_ROUND, type SloCost, type SloCostOptions, sloCost } from "./cost/slo-cost.ts";
export { pascalCase } from "./definition/pascal-case.ts";
export { DETECTION_ERROR_RATIOS, type Detection, detectionTable } from "./detection-table.ts";
export { sloRuleTests } from "./rule-tests/slo-rule-tests.ts";
export { DAILY_SPEND, FREEZE_BELOW, THAW_ABOVE } from "./rules/budget-alerts.ts";
export type { RuleTimes, SloRulesOptions } from "./rules/slo-context.ts";
export { sloRecords } from "./rules/slo-records.ts";
export { sloRules } from "./rules/slo-rules.ts";
