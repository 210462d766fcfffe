import { isOpen } from "@platform/metrics/define";
import { type AlertingRule, aggregate, binary, call, type InstantVector, over, type Selector, select, seriesName, up } from "@platform/promql";
import { alertName } from "./alert-name.ts";
import { promiseText, subjectText } from "./alert-text.ts";
import { all, SEVERITY } from "./burn-alert.ts";
import { jobOf, plainSources, slicedSource } from "./event-source.ts";
import { identity, type SloContext } from "./slo-context.ts";
import { tileRecord } from "./tiles.ts";

/** At least two scrapes, and long enough for a service to start. */
const FOR_SECONDS = 300;

/** Data that was there this long ago and is not there now is missing. */
const REMEMBERED_SECONDS = 86_400;

/**
 * Fires while the series of an SLO are not there, unless Prometheus knows that every instance is down: then the alert
 * on the service itself says so. A job that vanished from the scrape configuration counts as missing. Undefined where missing
 * data is expected.
 */
export function missingDataAlert(context: SloContext): AlertingRule | undefined {
  const { slo } = context;
  if (slo.missingData === "ignore") {
    return undefined;
  }
  const needed = neededSeries(context);
  const [first, ...others] = needed.map((series) => missing(context, series));
  const names = [...new Set(needed.map((series) => seriesName(series)))];
  return {
    kind: "alert",
    name: alertName(context, "DataMissing"),
    expression: others.reduce((some, other) => binary(some, "or", other), first as InstantVector),
    forSeconds: FOR_SECONDS,
    keepFiringForSeconds: 0,
    severity: SEVERITY[slo.missingData],
    category: "services",
    labels: { slo: slo.name, tier: "missing", action: slo.missingData },
    summary: `${subjectText(context)} cannot be judged: its data is missing`,
    description:
      `${lack(names)} of job "{{ $labels.job }}", though not every instance of it is known to be down: ` +
      `neither burn rate nor budget is known. ${promiseText(context)}`,
    runbook: "services/slo-data-missing",
  };
}

/** An objective of several parts cannot be judged when one of them is missing, whichever it is. */
function lack(names: readonly string[]): string {
  return names.length === 1 ? `Prometheus has no series ${names[0]}` : `Prometheus lacks one of the series ${names.join(", ")}: that`;
}

/** What must be there, one of each job: those of a composite are parts of one answer. */
function neededSeries({ service, slo, source }: SloContext): readonly Selector[] {
  const sliced = slicedSource(service, slo);
  return sliced === undefined ? plainSources(source).map(({ total }) => total) : [sliced.total];
}

/**
 * A series with labels of closed domains is there from the start of its process. One with an open label appears with its
 * first event, so that only what was there within a day can be missing.
 */
function missing(context: SloContext, series: Selector): InstantVector {
  const absent = aggregate("max", call("absent", series), { by: ["job"] });
  const wasThere = over("last_over_time", select(tileRecord(context, "total"), identity(context)), REMEMBERED_SECONDS);
  const appearsLate = Object.values(series.series.labels).some(isOpen);
  const down = binary(aggregate("max", select(up, { job: jobOf(series) })), "==", 0);
  return binary(appearsLate ? all([absent, wasThere]) : absent, "unless", down, { matching: { kind: "on", labels: [] } });
}
