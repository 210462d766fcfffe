import type { Rule, RuleGroup } from "@platform/promql";
import type { BurnRateTier } from "../definition/burn-rate-tier.ts";
import { budgetExhaustedAlert, budgetSpendAlert, dailySpendOf } from "./budget-alerts.ts";
import { burnAlert } from "./burn-alert.ts";
import { badLastHourRule, burnRule, FAST_WINDOWS, isRaw, recordedWindows } from "./burn-windows.ts";
import { missingDataAlert } from "./missing-data-alert.ts";
import { objectiveRule, periodRules } from "./period-rules.ts";
import { sliceGroups } from "./slice-rules.ts";
import { groupName, periodIntervalSeconds, type SloContext, type SloRulesOptions, sloContexts } from "./slo-context.ts";
import { partRules, tileRules } from "./tiles.ts";

/**
 * Recording and alerting rules of every SLO of a service, three groups an SLO: `fast` (what pages within minutes), `tiles` (the events of
 * each tile) and `period` (windows and budgets summed from tiles, and every alert that waits for one of them or asks for a ticket); before them
 * `slices` of a time-slice SLO.
 */
export function sloRules(options: SloRulesOptions): readonly RuleGroup[] {
  return sloContexts(options).flatMap(groupsOf);
}

function groupsOf(context: SloContext): readonly RuleGroup[] {
  const { slo, evaluationIntervalSeconds, tileSeconds } = context;
  const windows = recordedWindows(context);
  const alert = missingDataAlert(context);
  const missing = alert === undefined ? [] : [alert];
  const dailySpend = dailySpendOf(context);
  const isFast = (tier: BurnRateTier) => tier.action === "page" && isRaw(tier.longSeconds);
  const isFastWindow = (window: number) => FAST_WINDOWS.includes(window);
  const missingPages = slo.missingData === "page";
  const fast: readonly Rule[] = [
    badLastHourRule(context),
    ...windows.filter(isFastWindow).map((window) => burnRule(context, window)),
    ...slo.tiers.filter(isFast).map((tier) => burnAlert(context, tier)),
    ...(missingPages ? missing : []),
  ];
  const period: readonly Rule[] = [
    objectiveRule(context),
    ...windows.filter((window) => !isFastWindow(window)).map((window) => burnRule(context, window)),
    ...partRules(context),
    ...periodRules(context),
    ...slo.tiers.filter((tier) => !isFast(tier)).map((tier) => burnAlert(context, tier)),
    ...(missingPages ? [] : missing),
    ...(dailySpend === undefined ? [] : [budgetSpendAlert(context, dailySpend)]),
    budgetExhaustedAlert(context),
  ];
  return [
    ...sliceGroups(context),
    { name: groupName(context, "fast"), intervalSeconds: evaluationIntervalSeconds, rules: fast },
    { name: groupName(context, "tiles"), intervalSeconds: tileSeconds, rules: tileRules(context) },
    { name: groupName(context, "period"), intervalSeconds: periodIntervalSeconds(context), rules: period },
  ];
}
