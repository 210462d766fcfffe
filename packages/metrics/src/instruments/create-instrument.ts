import type { MetricDefinition } from "../definition/metric-definition.ts";
import { type ExemplarReader, ExemplarStore } from "../exemplars/exemplar-store.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";
import { INSTRUMENT, RegisteredMetric } from "../registry/registered-metric.ts";
import { createCounter } from "./counter.ts";
import { createGauge } from "./gauge.ts";
import { createHistogram, histogramWidth } from "./histogram.ts";
import type { Losses } from "./losses.ts";
import { SeriesTable } from "./series-table.ts";

export interface CreateInstrumentOptions {
  readonly registry: MetricRegistry;
  readonly losses: Losses;
  readonly exemplar: ExemplarReader;
  /** Samples are few. */
  readonly rare?: boolean;
}

const INSTRUMENTS = { counter: createCounter, gauge: createGauge, histogram: createHistogram } as const;

/** Makes a metric with its instrument. It is not registered yet. */
export function createInstrument(
  definition: MetricDefinition,
  { registry, losses, exemplar, rare = false }: CreateInstrumentOptions,
): RegisteredMetric {
  const table = new SeriesTable({
    labels: definition.labels,
    width: definition.kind === "histogram" ? histogramWidth(definition) : 1,
    maxSeries: definition.maxSeries,
    onFold: losses.folded,
    rare,
  });
  const metric = new RegisteredMetric({ definition, table, exemplars: new ExemplarStore(exemplar), losses, registry });
  metric[INSTRUMENT] = INSTRUMENTS[definition.kind](definition as never, { metric, losses });
  return metric;
}
