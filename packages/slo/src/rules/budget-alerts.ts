import { type AlertingRule, alerts, binary, over, select } from "@platform/promql";
import { errorBudget } from "../burn-rate.ts";
import { alertName } from "./alert-name.ts";
import { percent, promiseText, subjectText } from "./alert-text.ts";
import { all, enoughBad } from "./burn-alert.ts";
import { badOver } from "./burn-windows.ts";
import { identity, periodSeconds, type SloContext } from "./slo-context.ts";
import { sloRecords } from "./slo-records.ts";

/** Under this part of the budget deployments freeze. */
export const FREEZE_BELOW = 0.1;

/** Above this part they thaw: further up, so that the state does not flap with every event that leaves the period. */
export const THAW_ABOVE = 0.2;

/** A day that costs this part of the whole budget makes a ticket, however few events it took. */
export const DAILY_SPEND = 0.1;

const DAY = 86_400;

/** Fires under 10 % of the budget and stays until 20 % are left. Its own last state is read back from Prometheus. */
export function budgetExhaustedAlert(context: SloContext): AlertingRule {
  const { slo } = context;
  const name = alertName(context, "BudgetExhausted");
  const remaining = select(sloRecords.budgetRemaining, identity(context));
  const firing = select(alerts, { alertname: name, alertstate: "firing" });
  const low = all([binary(remaining, "<", FREEZE_BELOW), enoughBad(context, periodSeconds(context))]);
  const notYetBack = all([binary(remaining, "<", THAW_ABOVE), firing]);
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
      `{{ $value | humanizePercentage }} of the error budget of ${slo.windowDays} days is left; below zero it is overspent. Deploy only what makes the service more reliable ` +
      `until ${percent(THAW_ABOVE)} are left again; then this alert ends. ${promiseText(context)}`,
    runbook: "services/slo-budget-exhausted",
  };
}

/** Whether one day of nothing but errors, at average traffic, can spend the part that makes a ticket. */
export function canSpendInOneDay({ slo }: SloContext): boolean {
  return 1 / (slo.windowDays * errorBudget(slo)) > DAILY_SPEND * 1.1;
}

/**
 * Fires when one day spent a tenth of the budget of a whole period with average traffic. It has no minimum of events:
 * it sees what the minimum hides from the burn rates.
 */
export function budgetSpendAlert(context: SloContext): AlertingRule {
  const { slo, tileSeconds } = context;
  const traffic = over("avg_over_time", select(sloRecords.tileTotal, identity(context)), periodSeconds(context));
  const budgetEvents = binary(traffic, "*", (periodSeconds(context) / tileSeconds) * errorBudget(slo));
  return {
    kind: "alert",
    name: alertName(context, "BudgetSpend"),
    expression: binary(binary(badOver(context, DAY), "/", budgetEvents), ">", DAILY_SPEND),
    forSeconds: 0,
    keepFiringForSeconds: 3600,
    severity: "warning",
    category: "performance",
    labels: { slo: slo.name, tier: "spend", action: "ticket" },
    summary: `${subjectText(context)} spent over ${percent(DAILY_SPEND)} of its error budget in one day`,
    description:
      `{{ $value | humanizePercentage }} of the error budget of ${slo.windowDays} days at average traffic went in the last day. ` +
      `Few events may have done it: look at each. ${promiseText(context)}`,
    runbook: "services/slo-burn",
  };
}
