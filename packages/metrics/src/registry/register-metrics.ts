import type { MetricDefinition } from "../definition/metric-definition.ts";
import type { ExemplarReader } from "../exemplars/exemplar-store.ts";
import { createInstrument } from "../instruments/create-instrument.ts";
import type { Instrument } from "../instruments/instrument.ts";
import type { Losses } from "../instruments/losses.ts";
import { metricIn, sameMetric, twinName } from "./instrument-in.ts";
import type { MetricRegistry } from "./metric-registry.ts";
import { INSTRUMENT, type RegisteredMetric } from "./registered-metric.ts";

export type Definitions = Readonly<Record<string, MetricDefinition>>;

/** Instruments under the keys of their definitions. */
export type Metrics<D extends Definitions> = { readonly [K in keyof D]: Instrument<D[K]> };

export interface RegisterOptions {
  readonly registry: MetricRegistry;
  readonly exemplar: ExemplarReader;
  readonly lossesOf: (definition: MetricDefinition) => Losses;
  /** Samples are few. */
  readonly rare?: boolean;
}

/**
 * Finds or makes the instrument of each definition.
 *
 * @throws DefinitionError `metric_conflict`; nothing is registered then
 */
export function registerMetrics<D extends Definitions>(definitions: D, { registry, exemplar, lossesOf, rare = false }: RegisterOptions): Metrics<D> {
  checkTogether(Object.values(definitions));
  for (const definition of Object.values(definitions)) {
    metricIn(registry, definition);
  }
  const instruments = Object.entries(definitions).map(([key, definition]) => {
    let metric = metricIn(registry, definition);
    if (metric === undefined) {
      metric = createInstrument(definition, { registry, losses: lossesOf(definition), exemplar, rare });
      metric.register();
    }
    return [key, metric[INSTRUMENT]] as const;
  });
  return Object.fromEntries(instruments) as Metrics<D>;
}

/** @throws DefinitionError `metric_conflict` for two different definitions of one name */
function checkTogether(definitions: readonly MetricDefinition[]): void {
  const byName = new Map<string, MetricDefinition>();
  for (const definition of definitions) {
    const other = byName.get(definition.name) ?? byName.get(twinName(definition));
    if (other !== undefined) {
      sameMetric({ [INSTRUMENT]: other, definition: other } as Partial<RegisteredMetric>, definition);
    }
    byName.set(definition.name, definition);
  }
}
