import { register } from "prom-client";
import { DefinitionError } from "./definition/definition-error.ts";
import { placeOf } from "./definition/definition-place.ts";
import type { MetricDefinition } from "./definition/metric-definition.ts";
import { createCounter } from "./instruments/counter.ts";
import { createGauge } from "./instruments/gauge.ts";
import { createHistogram, histogramWidth } from "./instruments/histogram.ts";
import type { Instrument } from "./instruments/instrument.ts";
import { boundSlot, type InstrumentParts, slotOf } from "./instruments/instrument-parts.ts";
import { type Losses, UNCOUNTED } from "./instruments/losses.ts";
import { SeriesTable } from "./instruments/series-table.ts";
import type { MetricRegistry } from "./registry/metric-registry.ts";
import { createRegisteredMetric, INSTRUMENT, type RegisteredMetric } from "./registry/registered-metric.ts";
import { metricsSamplesRejected, metricsSeriesFolded } from "./standard/self.ts";

export interface CreateMetricsOptions {
  /** Where the metrics are exposed; prom-client's `register` when left out. */
  readonly registry?: MetricRegistry;
}

/** Instruments under the keys of their definitions. */
export type Metrics<D extends Readonly<Record<string, MetricDefinition>>> = { readonly [K in keyof D]: Instrument<D[K]> };

/**
 * Makes the instruments of definitions and registers them. A definition that the registry already has, made the same way, gives the
 * instrument that is there: modules may be loaded twice.
 *
 * @throws DefinitionError `metric_conflict` if the registry has another metric of that name; nothing is registered then
 */
export function createMetrics<const D extends Readonly<Record<string, MetricDefinition>>>(
  definitions: D,
  { registry = register }: CreateMetricsOptions = {},
): Metrics<D> {
  const made = new Map<string, RegisteredMetric>();
  const losses = createLosses(registry);
  const instruments = Object.entries(definitions).map(([key, definition]) => {
    const present = made.get(definition.name) ?? registry.getSingleMetric(definition.name);
    if (present !== undefined) {
      return [key, sameInstrument(present, definition)] as const;
    }
    const metric = createMetric(definition, losses(definition));
    made.set(definition.name, metric);
    return [key, metric[INSTRUMENT]] as const;
  });
  for (const metric of made.values()) {
    registry.registerMetric(metric as never);
  }
  return Object.fromEntries(instruments) as Metrics<D>;
}

const INSTRUMENTS = { counter: createCounter, gauge: createGauge, histogram: createHistogram } as const;

function createMetric(definition: MetricDefinition, losses: Losses): RegisteredMetric {
  const table = new SeriesTable({
    labels: definition.labels,
    width: definition.kind === "histogram" ? histogramWidth(definition) : 1,
    maxSeries: definition.maxSeries,
    onFold: losses.folded,
  });
  const metric = createRegisteredMetric(definition, table, () => instrument);
  const parts: InstrumentParts = {
    table,
    losses,
    slotOf: (labels) => slotOf(table, labels),
    boundSlot: (labels) => boundSlot(table, labels),
    onCollect: (callback) => metric.onCollect(() => callback(instrument as never)),
  };
  const instrument = INSTRUMENTS[definition.kind](definition as never, parts);
  return metric;
}

function createLosses(registry: MetricRegistry): (definition: MetricDefinition) => Losses {
  const counter = (definition: typeof metricsSeriesFolded | typeof metricsSamplesRejected) => {
    const present = registry.getSingleMetric(definition.name);
    if (present !== undefined) {
      return sameInstrument(present, definition) as Instrument<typeof metricsSeriesFolded>;
    }
    const metric = createMetric(definition, UNCOUNTED);
    registry.registerMetric(metric as never);
    return metric[INSTRUMENT] as Instrument<typeof metricsSeriesFolded>;
  };
  const folded = counter(metricsSeriesFolded);
  const rejected = counter(metricsSamplesRejected);
  return ({ name }) => ({
    rejected: (reason) => rejected.inc({ metric: name, reason } as never),
    folded: () => folded.inc({ metric: name }),
  });
}

function sameInstrument(present: unknown, definition: MetricDefinition): object {
  const ours = present as Partial<RegisteredMetric>;
  if (ours[INSTRUMENT] !== undefined && JSON.stringify(ours.definition) === JSON.stringify(definition)) {
    return ours[INSTRUMENT];
  }
  const other = ours.definition === undefined ? "a prom-client metric" : describe(ours.definition);
  throw new DefinitionError("metric_conflict", `The registry has ${other} under the name of ${describe(definition)}.`);
}

function describe(definition: MetricDefinition): string {
  const place = placeOf(definition);
  const { kind, name } = definition;
  return `${kind} "${name}" {${Object.keys(definition.labels).join(", ")}}${place === undefined ? "" : ` of ${place.file}:${place.line}`}`;
}
