import { alerts as ALERTS, type AlertingRule, binary, type Expression, select } from "@platform/promql";
import type { ServiceDefinition } from "../definition/service-definition.ts";
import type { SloDefinition } from "../definition/slo-definition.ts";
import { sloRecords } from "../rules/slo-records.ts";

/** What the budget of an SLO is judged by: each expression has one series, or none. */
export interface BudgetQueries {
  readonly slo: SloDefinition;
  /** Part of the budget that is left. */
  readonly remaining: Expression;
  /** Burn rate of the last hour. */
  readonly burnRate: Expression;
  readonly exhaustionSeconds: Expression;
  /** Has a series while deployments are frozen: the alert fires, or would at this moment. */
  readonly frozen: Expression;
  /** Has a series while Prometheus knows that it does not know. */
  readonly missing: Expression;
}

/**
 * The questions of a gate to Prometheus, by SLO. The state between frozen and thawed is that of the alert, in Prometheus itself.
 *
 * @param alerts - rules of the service, those that `sloRules` made among them
 */
export function budgetQueries(service: ServiceDefinition, alerts: readonly AlertingRule[]): readonly BudgetQueries[] {
  return service.slos.map((slo) => {
    const identity = { job: service.name, slo: slo.name };
    const exhausted = alertOf(alerts, slo, "exhausted");
    return {
      slo,
      remaining: select(sloRecords.budgetRemaining, identity),
      burnRate: select(sloRecords.burnRate, { ...identity, window: "1h" }),
      exhaustionSeconds: select(sloRecords.timeToExhaustion, identity),
      frozen: binary(firing(exhausted), "or", exhausted.expression),
      missing: firing(alertOf(alerts, slo, "missing")),
    };
  });
}

function firing({ name }: AlertingRule) {
  return select(ALERTS, { alertname: name, alertstate: "firing" });
}

function alertOf(alerts: readonly AlertingRule[], slo: SloDefinition, tier: string): AlertingRule {
  const rule = alerts.find(({ labels }) => labels.slo === slo.name && labels.tier === tier);
  if (rule === undefined) {
    throw new TypeError(`SLO "${slo.name}" has no alert of tier "${tier}".`);
  }
  return rule;
}
