import type { RuleTest } from "@platform/promql";
import { type SloContext, type SloRulesOptions, sloContexts } from "../rules/slo-context.ts";
import { budgetScenarios } from "./budget-scenarios.ts";
import { burnScenarios } from "./burn-scenarios.ts";
import { missingDataScenarios } from "./missing-data-scenarios.ts";
import { type Scenario, testsOfScenarios } from "./scenario.ts";

/**
 * Tests of every alert that `sloRules` makes, as data: that it stays quiet under its limit, fires in time, ends, and what
 * it does when data is missing. They hold for exactly those rules, and fail when one is changed.
 */
export function sloRuleTests(options: SloRulesOptions): readonly RuleTest[] {
  return testsOfScenarios(sloContexts(options).flatMap(scenariosOf));
}

function scenariosOf(context: SloContext): readonly Scenario[] {
  return [...context.slo.tiers.flatMap((tier) => burnScenarios(context, tier)), ...budgetScenarios(context), ...missingDataScenarios(context)];
}
