import { createMetrics, type MetricRegistry, type Stoppable } from "@platform/metrics";
import { register } from "prom-client";
import { type DeliveryCounts, DROP_REASONS, PUSH_OUTCOMES } from "./delivery-counts.ts";
import { loggingMetrics } from "./delivery-metrics.ts";

export interface ExposeOptions {
  readonly read: () => DeliveryCounts;
  readonly limitBytes: number;
  readonly registry: MetricRegistry | undefined;
}

interface Shown extends Pick<ExposeOptions, "read" | "limitBytes"> {
  /** What the counters have of each figure. */
  readonly known: Map<string, number>;
}

type LoggingMetrics = ReturnType<typeof createLoggingMetrics>;

/** Deliveries by the registry that shows them, added up. */
const exposed = new WeakMap<MetricRegistry, { readonly metrics: LoggingMetrics; readonly deliveries: Set<Shown> }>();

const createLoggingMetrics = (registry: MetricRegistry) => createMetrics(loggingMetrics, { registry });

/** Shows the figures of a delivery beside those of others on the registry, read before each scrape. Stopped, it leaves its totals, and what is still pending. */
export function exposeDelivery({ read, limitBytes, registry = register }: ExposeOptions): Stoppable {
  const { metrics, deliveries } = shownOn(registry);
  const shown: Shown = { read, limitBytes, known: new Map() };
  deliveries.add(shown);
  return {
    stop() {
      count(shown, read(), metrics);
      if (read().pending === 0) {
        deliveries.delete(shown);
      }
    },
  };
}

/** What a registry shows; begun anew where it was cleared since. */
function shownOn(registry: MetricRegistry) {
  const known = registry.getSingleMetric(loggingMetrics.loggingLines.name) === undefined ? undefined : exposed.get(registry);
  return known ?? begin(registry);
}

function begin(registry: MetricRegistry) {
  const begun = { metrics: createLoggingMetrics(registry), deliveries: new Set<Shown>() };
  exposed.set(registry, begun);
  begun.metrics.loggingLines.onCollect(() => show(begun.metrics, [...begun.deliveries]));
  return begun;
}

function show(metrics: LoggingMetrics, deliveries: readonly Shown[]): void {
  const all = deliveries.map((shown) => {
    const counts = shown.read();
    count(shown, counts, metrics);
    return counts;
  });
  const sum = (figures: readonly number[]) => figures.reduce((total, figure) => total + figure, 0);
  metrics.loggingSpoolLimit.set(sum(deliveries.map(({ limitBytes }) => limitBytes)));
  metrics.loggingLinesPending.set(sum(all.map(({ pending }) => pending)));
  metrics.loggingSpoolSize.set(sum(all.map(({ spoolBytes }) => spoolBytes)));
  metrics.loggingSpoolAge.set(Math.max(0, ...all.map(({ oldestSeconds }) => oldestSeconds)));
}

/** Brings the counters to what a delivery has counted. */
function count({ known }: Shown, counts: DeliveryCounts, metrics: LoggingMetrics): void {
  /** What a figure has risen by since the last time. */
  const risen = (key: string, value: number) => {
    const by = Math.max(0, value - (known.get(key) ?? 0));
    known.set(key, Math.max(value, known.get(key) ?? 0));
    return by;
  };
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
}
