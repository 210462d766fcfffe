import { type AlertingRule, binary, type InstantVector, printDuration } from "@platform/promql";
import { budgetSpentAtFire, errorBudget } from "../burn-rate.ts";
import type { BurnRateTier, TierAction } from "../definition/burn-rate-tier.ts";
import { pascalCase } from "../definition/pascal-case.ts";
import { periodText } from "../definition/period.ts";
import { alertName } from "./alert-name.ts";
import { percent, promiseText, subjectText } from "./alert-text.ts";
import { badOver, burnOver } from "./burn-windows.ts";
import type { SloContext } from "./slo-context.ts";

/** How loud an alert is that asks for an action. */
export const SEVERITY = { page: "critical", ticket: "warning" } as const satisfies Record<TierAction, AlertingRule["severity"]>;

/** Fires while the budget is spent faster than the tier allows, and enough events were bad to mean it. */
export function burnAlert(context: SloContext, tier: BurnRateTier): AlertingRule {
  const { slo } = context;
  const above = (windowSeconds: number) => binary(burnOver(context, windowSeconds), ">", tier.factor);
  const spent = percent(budgetSpentAtFire({ tier, windowDays: slo.windowDays }), 2);
  const [long, short] = [printDuration(tier.longSeconds), printDuration(tier.shortSeconds)];
  return {
    kind: "alert",
    name: alertName(context, `${pascalCase(tier.name)}Burn`),
    expression: all([
      above(tier.longSeconds),
      above(tier.shortSeconds),
      ...(needsMinimum(context, tier) ? [enoughEvents(context, badOver(context, tier.longSeconds))] : []),
    ]),
    forSeconds: tier.forSeconds,
    keepFiringForSeconds: keepFiringSeconds(tier),
    severity: SEVERITY[tier.action],
    category: "performance",
    labels: { slo: slo.name, tier: tier.name, action: tier.action },
    summary: `${subjectText(context)} spends its error budget ${tier.factor === 1 ? "faster than it lasts" : `over ${tier.factor} times too fast`}`,
    description:
      `In the last ${long} the error budget was spent {{ $value | humanize }} times as fast as it lasts, in the last ${short} still over ${times(tier)}. ` +
      `At ${times(tier)} ${percent(tier.factor * errorBudget(slo), 3)} of events are bad: that empties a full budget in ${lasts(context, tier)}, and ${spent} of the ` +
      `budget of ${periodText(slo)} is gone when this fires. ${promiseText(context)}`,
    runbook: "services/slo-burn",
  };
}

function times({ factor }: BurnRateTier): string {
  return factor === 1 ? "1 time" : `${factor} times`;
}

/** How long a full budget lasts at the factor of a tier: "3 days". */
function lasts({ slo }: SloContext, { factor }: BurnRateTier): string {
  const days = Number((slo.windowDays / factor).toPrecision(2));
  return days === 1 ? "a day" : `${days} days`;
}

/** Half the short window, 5 minutes at least and an hour at most: how long an alert outlives data that goes away. */
function keepFiringSeconds({ shortSeconds }: BurnRateTier): number {
  return Math.min(Math.max(shortSeconds / 2, 300), 3600);
}

/**
 * A tier that must hold for a time sees at least one bad event in each short window of it; where these are enough, nothing
 * more is asked.
 */
export function needsMinimum({ slo }: Pick<SloContext, "slo">, tier: BurnRateTier): boolean {
  return slo.minimumBadEvents > tier.forSeconds / tier.shortSeconds;
}

/** Half an event under the minimum, since an increase is an estimate that can come out just below a whole number. */
export function enoughEvents({ slo }: SloContext, bad: InstantVector): InstantVector {
  return binary(bad, ">=", slo.minimumBadEvents - 0.5);
}

/** The first, while all the others have a value too. Each names job and SLO itself, so that nothing is left to match. */
export function all([first, ...others]: readonly [InstantVector, ...InstantVector[]]): InstantVector {
  return others.reduce((left, right) => binary(left, "and", right, { matching: { kind: "on", labels: [] } }), first);
}
