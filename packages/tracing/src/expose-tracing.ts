import { createMetrics, type MetricRegistry, type Stoppable, shareMeasurement } from "@platform/metrics";
import { register } from "prom-client";
import { DROP_REASONS, EXPORT_OUTCOMES, emptyAccount, type SpanAccount } from "./export/accounting.ts";
import { runningTracing } from "./running-tracing.ts";
import type { Tracing } from "./start-tracing.ts";
import { tracingMetrics } from "./tracing-metrics.ts";

export interface ExposeTracingOptions {
  /** Where the metrics are exposed; prom-client's `register` when left out. */
  readonly registry?: MetricRegistry;
}

/** What is measured: the spans of the process. */
const SPANS = Symbol.for("@platform/tracing/spans");

/**
 * Shows where the spans of this process are in `tracingMetrics`: produced is the sum of sent, dropped and pending at every scrape. The tracing may be
 * started before or after. A second call on a registry shares what the first one shows, until both are stopped; then the metrics leave the registry.
 *
 * @throws DefinitionError `metric_conflict` if the registry has another metric of one of the names
 */
export function exposeTracing({ registry = register }: ExposeTracingOptions = {}): Stoppable {
  return shareMeasurement(SPANS, registry, () => begin(registry));
}

function begin(registry: MetricRegistry): Stoppable {
  const metrics = createMetrics(tracingMetrics, { registry });
  let shown = new Map<string, number>();
  let of: Tracing | undefined;
  const rise = (key: string, total: number): number => {
    const by = total - (shown.get(key) ?? 0);
    shown.set(key, total);
    return by;
  };
  const showAccount = ({ produced, sent, dropped, pending, exports }: SpanAccount) => {
    metrics.tracingSpansProduced.inc(rise("produced", produced));
    metrics.tracingSpansSent.inc(rise("sent", sent));
    for (const reason of DROP_REASONS) {
      metrics.tracingSpansDropped.inc({ reason }, rise(reason, dropped[reason]));
    }
    for (const outcome of EXPORT_OUTCOMES) {
      metrics.tracingExports.inc({ outcome }, rise(`export ${outcome}`, exports[outcome]));
    }
    metrics.tracingSpansPending.set(pending);
  };
  const show = () => {
    const tracing = runningTracing();
    // One that has ended leaves its totals behind, with what was lost at its end.
    showAccount(of?.account() ?? emptyAccount());
    if (tracing !== of) {
      of = tracing;
      shown = new Map();
      showAccount(of?.account() ?? emptyAccount());
    }
  };
  const collecting = Object.values(metrics).map((metric) => metric.onCollect(show));
  return {
    stop() {
      for (const each of collecting) {
        each.stop();
      }
      for (const { name } of Object.values(tracingMetrics)) {
        registry.removeSingleMetric(name);
      }
    },
  };
}
