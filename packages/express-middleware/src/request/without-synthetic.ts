import { propagation } from "@opentelemetry/api";
import type { Instrument } from "@platform/metrics";
import {
  cacheMetrics,
  circuitBreakerMetrics,
  databaseMetrics,
  httpClientRequestDuration,
  type MetricDefinition,
  messagingMetrics,
  standardMetrics,
} from "@platform/metrics/define";
import { MARK_KEY } from "@platform/synthetics/mark";

/** What measures the machinery: it works for a test as for anybody. */
const TECHNICAL: ReadonlySet<MetricDefinition> = new Set<MetricDefinition>([
  ...Object.values(standardMetrics),
  ...Object.values(databaseMetrics),
  ...Object.values(cacheMetrics),
  ...Object.values(messagingMetrics),
  ...Object.values(circuitBreakerMetrics),
  httpClientRequestDuration,
]);

/** Whether what runs now is done for a synthetic request, of this service or of one before it. Without tracing that cannot be known, and is false. */
export function isSynthetic(): boolean {
  return propagation.getActiveBaggage()?.getEntry(MARK_KEY) !== undefined;
}

/**
 * The same metrics, of which counters and histograms leave synthetic requests out: `withoutSynthetic(createMetrics(shop.metrics))` counts the orders of
 * customers alone. The standard metrics of databases, caches, queues and clients measure as before, and so do gauges.
 */
export function withoutSynthetic<M extends Readonly<Record<string, Instrument<MetricDefinition>>>>(metrics: M): M {
  return Object.fromEntries(Object.entries(metrics).map(([key, metric]) => [key, isBusiness(metric.definition) ? leftOut(metric) : metric])) as M;
}

function isBusiness(definition: MetricDefinition): boolean {
  return definition.kind !== "gauge" && !TECHNICAL.has(definition);
}

type Call = (...args: unknown[]) => void;

/** An instrument, or one whose labels are fixed, with calls that do nothing for a synthetic request. */
function leftOut<T extends object>(instrument: T): T {
  const guarded: Record<string, unknown> = Object.fromEntries(Object.entries(instrument));
  const { inc, observe, labels } = guarded;
  for (const [name, call] of Object.entries({ inc, observe })) {
    if (typeof call === "function") {
      guarded[name] = (...args: unknown[]) => {
        if (!isSynthetic()) {
          (call as Call)(...args);
        }
      };
    }
  }
  if (typeof labels === "function") {
    guarded.labels = (values: unknown) => leftOut((labels as (values: unknown) => object)(values));
  }
  return guarded as T;
}
