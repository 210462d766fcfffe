import { type AlertingRule, alerts, binary, over, select } from "@platform/promql";
import { errorBudget } from "../burn-rate.ts";
import { periodText } from "../definition/period.ts";
import { alertName } from "./alert-name.ts";
import { percent, promiseText, subjectText } from "./alert-text.ts";
import { all, enoughEvents } from "./burn-alert.ts";
import { badOver } from "./burn-windows.ts";
import { identity, periodSeconds, type SloContext } from "./slo-context.ts";
import { sloRecords } from "./slo-records.ts";
import { averageTile, eventsOfPeriod } from "./tiles.ts";

/** Under this part of the budget deployments freeze. */
export const FREEZE_BELOW = 0.1;

/** Above this part they thaw: further up, so that the state does not flap with every event that leaves the period. */
export const THAW_ABOVE = 0.2;

const DAY = 86_400;

/**
 * Fires under 10 % of the budget and stays until 20 % are left. Its own last state is read back from Prometheus: as it stands, or, where Prometheus was
 * down, as it was within a day in which there was never as much left as ends it.
 */
export function budgetExhaustedAlert(context: SloContext): AlertingRule {
  const { slo } = context;
  const name = alertName(context, "BudgetExhausted");
  const remaining = select(sloRecords.budgetRemaining, identity(context));
  const firing = select(alerts, { alertname: name, alertstate: "firing" });
  const low = all([binary(remaining, "<", FREEZE_BELOW), enoughEvents(context, eventsOfPeriod(context, "bad"))]);
  const beforeGap = all([over("max_over_time", firing, DAY), binary(over("max_over_time", remaining, DAY), "<", THAW_ABOVE)]);
  const notYetBack = all([binary(remaining, "<", THAW_ABOVE), binary(firing, "or", beforeGap)]);
  return {
    kind: "alert",
    name,
    expression: binary(low, "or", notYetBack),
    forSeconds: 0,
    keepFiringForSeconds: 900,
    severity: "warning",
    category: "performance",
    labels: { slo: slo.name, tier: "exhausted", action: "freeze" },
    summary: `${subjectText(context)} has less than ${percent(FREEZE_BELOW)} of its error budget left: freeze deployments`,
    description:
      `{{ $value | humanizePercentage }} of the error budget of ${periodText(slo)} is left; below zero it is overspent. Deploy only what makes the service more reliable ` +
      `until ${percent(THAW_ABOVE)} are left again; then this alert ends. ${promiseText(context)}`,
    runbook: "services/slo-budget-exhausted",
  };
}

/** The part of the budget that one day may cost, where one is asked for and a day of nothing but errors, at average traffic, can cost more. */
export function dailySpendOf({ slo }: SloContext): number | undefined {
  const { dailySpend, windowDays } = slo;
  return dailySpend !== false && 1 / (windowDays * errorBudget(slo)) > dailySpend * 1.1 ? dailySpend : undefined;
}

/**
 * Fires when one day spent so large a part of the budget of a whole period with average traffic. It has no minimum of events:
 * it sees what the minimum hides from the burn rates.
 */
export function budgetSpendAlert(context: SloContext, dailySpend: number): AlertingRule {
  const { slo, tileSeconds } = context;
  const budgetEvents = binary(averageTile(context), "*", (periodSeconds(context) / tileSeconds) * errorBudget(slo));
  return {
    kind: "alert",
    name: alertName(context, "BudgetSpend"),
    expression: binary(binary(badOver(context, DAY), "/", budgetEvents), ">", dailySpend),
    forSeconds: 0,
    keepFiringForSeconds: 3600,
    severity: "warning",
    category: "performance",
    labels: { slo: slo.name, tier: "spend", action: "ticket" },
    summary: `${subjectText(context)} spent over ${percent(dailySpend)} of its error budget in one day`,
    description:
      `{{ $value | humanizePercentage }} of the error budget of ${periodText(slo)} at average traffic went in the last day. ` +
      `Few events may have done it: look at each. ${promiseText(context)}`,
    runbook: "services/slo-burn",
  };
}
