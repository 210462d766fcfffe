import { isOpen } from "@platform/metrics/define";
import { type AlertingRule, aggregate, binary, call, over, select, up } from "@platform/promql";
import { alertName } from "./alert-name.ts";
import { promiseText, subjectText } from "./alert-text.ts";
import { all } from "./burn-alert.ts";
import { identity, type SloContext } from "./slo-context.ts";
import { sloRecords } from "./slo-records.ts";

/** At least two scrapes, and long enough for a service to start. */
const FOR_SECONDS = 300;

/** Data that was there this long ago and is not there now is missing. */
const REMEMBERED_SECONDS = 86_400;

/**
 * Fires while the counter of an SLO has no series, unless Prometheus knows that every instance is down: then the alert
 * on the service itself says so. A job that vanished from the scrape configuration counts as missing.
 *
 * A counter with labels of closed domains is there from the start of its process. One with an open label appears with its
 * first event, so that only what was there within a day can be missing.
 */
export function missingDataAlert(context: SloContext): AlertingRule {
  const { service, slo, counters } = context;
  const { total } = counters;
  const missing = aggregate("max", call("absent", total), { by: ["job"] });
  const wasThere = over("last_over_time", select(sloRecords.tileTotal, identity(context)), REMEMBERED_SECONDS);
  const appearsLate = Object.values(total.series.labels).some(isOpen);
  const down = binary(aggregate("max", select(up, { job: service.name })), "==", 0);
  return {
    kind: "alert",
    name: alertName(context, "DataMissing"),
    expression: binary(appearsLate ? all([missing, wasThere]) : missing, "unless", down, { matching: { kind: "on", labels: [] } }),
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
