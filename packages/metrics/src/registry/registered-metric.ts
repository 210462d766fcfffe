import { bucketLabel } from "../definition/bucket-label.ts";
import type { HistogramDefinition, MetricDefinition } from "../definition/metric-definition.ts";
import type { Stoppable } from "../instruments/instrument.ts";
import type { SeriesTable } from "../instruments/series-table.ts";

/** Marks our metrics in a registry, across copies of this package. */
export const INSTRUMENT = Symbol.for("@platform/metrics/instrument");

export interface MetricValue {
  readonly value: number;
  readonly labels: Record<string, string>;
  readonly metricName?: string;
}

/** A metric in the shape that a prom-client registry reads: https://github.com/siimon/prom-client/blob/v15.1.3/lib/registry.js */
export interface RegisteredMetric {
  name: string;
  readonly [INSTRUMENT]: object;
  readonly definition: MetricDefinition;
  readonly table: SeriesTable;
  get(): Promise<{ name: string; help: string; type: string; aggregator: string; values: MetricValue[] }>;
  reset(): void;
  onCollect(callback: () => void | Promise<void>): Stoppable;
}

export function createRegisteredMetric(definition: MetricDefinition, table: SeriesTable, instrument: () => object): RegisteredMetric {
  const callbacks = new Set<() => void | Promise<void>>();
  return {
    /** A scrape of OpenMetrics by prom-client assigns the name without its suffix; that must not last. */
    get name() {
      return definition.name;
    },
    set name(_) {},
    get [INSTRUMENT]() {
      return instrument();
    },
    definition,
    table,
    async get() {
      await Promise.allSettled([...callbacks].map(async (callback) => callback()));
      const values = definition.kind === "histogram" ? histogramValues(definition, table) : plainValues(table);
      return { name: definition.name, help: definition.help, type: definition.kind, aggregator: "sum", values };
    },
    reset: () => table.reset(),
    onCollect(callback) {
      callbacks.add(callback);
      return { stop: () => void callbacks.delete(callback) };
    },
  };
}

function labelsOf(table: SeriesTable, slot: number): Record<string, string> {
  const values = table.labelValues(slot);
  return Object.fromEntries(table.names.map((name, index) => [name, values[index] as string]));
}

function plainValues(table: SeriesTable): MetricValue[] {
  return Array.from({ length: table.size }, (_, slot) => ({ value: table.values[slot] as number, labels: labelsOf(table, slot) }));
}

function histogramValues({ name, buckets }: HistogramDefinition, table: SeriesTable): MetricValue[] {
  const values: MetricValue[] = [];
  for (let slot = 0; slot < table.size * table.width; slot += table.width) {
    const labels = labelsOf(table, slot);
    let count = 0;
    for (const [index, bound] of [...buckets, Number.POSITIVE_INFINITY].entries()) {
      count += table.values[slot + index] as number;
      values.push({ metricName: `${name}_bucket`, value: count, labels: { le: bucketLabel(bound), ...labels } });
    }
    values.push({ metricName: `${name}_sum`, value: table.values[slot + buckets.length + 1] as number, labels });
    values.push({ metricName: `${name}_count`, value: count, labels: { ...labels } });
  }
  return values;
}
