import { register } from "prom-client";
import { activeSpanExemplar } from "./exemplars/active-span.ts";
import type { ExemplarReader } from "./exemplars/exemplar-store.ts";
import { announceLosses, lossCounters, lossesOf } from "./registry/loss-counters.ts";
import type { MetricRegistry } from "./registry/metric-registry.ts";
import { type Definitions, type Metrics, registerMetrics } from "./registry/register-metrics.ts";

export interface CreateMetricsOptions {
  /** Where the metrics are exposed; prom-client's `register` when left out. */
  readonly registry?: MetricRegistry;
  /** Labels of the trace that a sample belongs to; those of OpenTelemetry's active span when left out. */
  readonly exemplar?: ExemplarReader;
}

/**
 * Makes the instruments of definitions and registers them. For a definition equal to that of a metric which the registry has, it gives
 * the instrument that is there: a module may be loaded again.
 *
 * @throws DefinitionError `metric_conflict` if the registry or another key has a different metric of that name; nothing is registered then
 */
export function createMetrics<const D extends Definitions>(
  definitions: D,
  { registry = register, exemplar = activeSpanExemplar }: CreateMetricsOptions = {},
): Metrics<D> {
  const counters = lossCounters(registry);
  return registerMetrics(definitions, {
    registry,
    exemplar,
    lossesOf(definition) {
      announceLosses(definition, counters);
      return lossesOf(definition, counters);
    },
  });
}
