import { createMetrics, type MetricRegistry } from "@platform/metrics";
import { type DeliveryCounts, DROP_REASONS, PUSH_OUTCOMES } from "./delivery-counts.ts";
import { loggingMetrics } from "./delivery-metrics.ts";

export interface ExposeOptions {
  readonly read: () => DeliveryCounts;
  readonly limitBytes: number;
  readonly registry: MetricRegistry | undefined;
}

/** Shows the figures of a delivery, read before each scrape. */
export function exposeDelivery({ read, limitBytes, registry }: ExposeOptions): void {
  const metrics = createMetrics(loggingMetrics, registry === undefined ? {} : { registry });
  const known = new Map<string, number>();
  /** What a figure has risen by since the last scrape. */
  const risen = (key: string, value: number) => {
    const by = Math.max(0, value - (known.get(key) ?? 0));
    known.set(key, Math.max(value, known.get(key) ?? 0));
    return by;
  };
  metrics.loggingSpoolLimit.set(limitBytes);
  metrics.loggingLines.onCollect(() => {
    const counts = read();
    metrics.loggingLines.inc({ source: "written" }, risen("written", counts.produced));
    metrics.loggingLines.inc({ source: "recovered" }, risen("recovered", counts.recovered));
    metrics.loggingLinesDelivered.inc(risen("delivered", counts.delivered));
    for (const reason of DROP_REASONS) {
      metrics.loggingLinesDropped.inc({ reason }, risen(reason, counts.dropped[reason]));
    }
    for (const outcome of PUSH_OUTCOMES) {
      metrics.loggingPushes.inc({ outcome }, risen(`push ${outcome}`, counts.pushes[outcome]));
    }
    metrics.loggingShipperRestarts.inc(risen("restarts", counts.restarts));
    metrics.loggingLinesPending.set(counts.pending);
    metrics.loggingSpoolSize.set(counts.spoolBytes);
    metrics.loggingSpoolAge.set(counts.oldestSeconds);
  });
}
