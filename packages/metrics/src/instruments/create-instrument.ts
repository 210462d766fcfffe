import type { GaugeForm, MetricDefinition, MetricKind } from "../definition/metric-definition.ts";
import { type ExemplarReader, ExemplarStore } from "../exemplars/exemplar-store.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";
import { INSTRUMENT, RegisteredMetric } from "../registry/registered-metric.ts";
import { createCounter } from "./counter.ts";
import { createGauge } from "./gauge.ts";
import { createHistogram } from "./histogram.ts";
import { histogramWidth } from "./histogram-layout.ts";
import { createInfo } from "./info.ts";
import type { Losses } from "./losses.ts";
import { NativeHistograms } from "./native-histogram.ts";
import { SeriesTable } from "./series-table.ts";
import { createStateSet } from "./state-set.ts";

export interface CreateInstrumentOptions {
  readonly registry: MetricRegistry;
  readonly losses: Losses;
  readonly exemplar: ExemplarReader;
  /** Samples are few. */
  readonly rare?: boolean;
}

/** A new kind or form does not compile until it stands here. */
const INSTRUMENTS = {
  counter: createCounter,
  gauge: createGauge,
  histogram: createHistogram,
  info: createInfo,
  state_set: createStateSet,
} as const satisfies Record<MetricKind | GaugeForm, unknown>;

/** Makes a metric with its instrument. It is not registered yet. */
export function createInstrument(
  definition: MetricDefinition,
  { registry, losses, exemplar, rare = false }: CreateInstrumentOptions,
): RegisteredMetric {
  const form = definition.kind === "gauge" && definition.form !== undefined ? definition.form : definition.kind;
  const table = new SeriesTable({
    labels: definition.labels,
    width: definition.kind === "histogram" ? histogramWidth(definition) : 1,
    maxSeries: definition.maxSeries,
    onFold: losses.folded,
    initialised: form !== "info",
    rare,
  });
  const native = definition.kind === "histogram" && definition.native !== undefined ? new NativeHistograms(definition.native) : undefined;
  const metric = new RegisteredMetric({ definition, table, exemplars: new ExemplarStore(exemplar), native, losses, registry });
  metric[INSTRUMENT] = INSTRUMENTS[form](definition as never, { metric, losses });
  return metric;
}
