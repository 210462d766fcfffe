import { type AlertingRule, aggregate, binary, call, select } from "@platform/promql";
import { alertName } from "./alert-name.ts";
import { promiseText, subjectText } from "./alert-text.ts";
import { eventCounters } from "./event-counters.ts";
import { up } from "./prometheus-series.ts";
import type { SloContext } from "./slo-context.ts";

/** At least two scrapes, and long enough for a service to start. */
const FOR_SECONDS = 300;

/**
 * Fires while the counter of an SLO has no series, unless Prometheus knows that every instance is down: then the alert
 * on the service itself says so. A job that vanished from the scrape configuration counts as missing.
 */
export function missingDataAlert(context: SloContext): AlertingRule {
  const { service, slo } = context;
  const down = binary(aggregate("max", select(up, { job: service.name })), "==", 0);
  return {
    kind: "alert",
    name: alertName(context, "DataMissing"),
    expression: binary(call("absent", eventCounters(context).total), "unless", down, { matching: { kind: "on", labels: [] } }),
    forSeconds: FOR_SECONDS,
    keepFiringForSeconds: 0,
    severity: "warning",
    category: "services",
    labels: { slo: slo.name, tier: "missing", action: "ticket" },
    summary: `${subjectText(context)} cannot be judged: its data is missing`,
    description: `Prometheus has no events of job "{{ $labels.job }}" for this objective, so that neither burn rate nor budget is known. ${promiseText(context)}`,
    runbook: "services/slo-data-missing",
  };
}
