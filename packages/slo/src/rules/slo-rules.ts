import type { Rule, RuleGroup } from "@platform/promql";
import type { BurnRateTier } from "../definition/burn-rate-tier.ts";
import { budgetExhaustedAlert, budgetSpendAlert, dailySpendOf } from "./budget-alerts.ts";
import { burnAlert } from "./burn-alert.ts";
import { badLastHourRule, burnRule, isRaw, recordedWindows } from "./burn-windows.ts";
import { missingDataAlert } from "./missing-data-alert.ts";
import { objectiveRule, periodRules } from "./period-rules.ts";
import { sliceGroups } from "./slice-rules.ts";
import { periodIntervalSeconds, type SloContext, type SloRulesOptions, sloContexts } from "./slo-context.ts";
import { tileRules } from "./tiles.ts";

/**
 * Recording and alerting rules of every SLO of a service, three groups an SLO: `fast` (windows up to an hour, the alerts
 * that page), `tiles` (the events of each tile) and `period` (windows and budgets summed from tiles); before them `slices` of a
 * time-slice SLO.
 */
export function sloRules(options: SloRulesOptions): readonly RuleGroup[] {
  return sloContexts(options).flatMap(groupsOf);
}

function groupsOf(context: SloContext): readonly RuleGroup[] {
  const { service, slo, evaluationIntervalSeconds, tileSeconds } = context;
  const windows = recordedWindows(context);
  const missing = missingDataAlert(context);
  const dailySpend = dailySpendOf(context);
  const isFast = (tier: BurnRateTier) => isRaw(tier.shortSeconds);
  const fast: readonly Rule[] = [
    objectiveRule(context),
    badLastHourRule(context),
    ...windows.filter(isRaw).map((window) => burnRule(context, window)),
    ...slo.tiers.filter(isFast).map((tier) => burnAlert(context, tier)),
    ...(missing === undefined ? [] : [missing]),
  ];
  const period: readonly Rule[] = [
    ...windows.filter((window) => !isRaw(window)).map((window) => burnRule(context, window)),
    ...periodRules(context),
    ...slo.tiers.filter((tier) => !isFast(tier)).map((tier) => burnAlert(context, tier)),
    ...(dailySpend === undefined ? [] : [budgetSpendAlert(context, dailySpend)]),
    budgetExhaustedAlert(context),
  ];
  const name = (part: string) => `slo:${service.name}:${slo.name}:${part}`;
  return [
    ...sliceGroups(context),
    { name: name("fast"), intervalSeconds: evaluationIntervalSeconds, rules: fast },
    { name: name("tiles"), intervalSeconds: tileSeconds, rules: tileRules(context) },
    { name: name("period"), intervalSeconds: periodIntervalSeconds(context), rules: period },
  ];
}
