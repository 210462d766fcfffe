import { type CollectedMetric, createRegistryCollector } from "../exposition/collect-registry.ts";
import type { ForeignMetric } from "../exposition/foreign-metric.ts";
import type { NativeSeries } from "../instruments/native-histogram.ts";
import type { SeriesTable } from "../instruments/series-table.ts";
import { defaultLabels } from "../registry/default-labels.ts";
import { ownMetric } from "../registry/instrument-in.ts";
import { lossCounters } from "../registry/loss-counters.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";
import type { RegisteredMetric } from "../registry/registered-metric.ts";

/** A number as JSON can carry it: not a number and the infinities are text. */
export type WireNumber = number | "NaN" | "Infinity" | "-Infinity";

/** The native buckets of one series. */
export interface NativeSnapshot {
  readonly schema: number;
  readonly zeroCount: number;
  readonly positive: readonly (readonly [index: number, count: number])[];
  readonly negative: readonly (readonly [index: number, count: number])[];
}

/** The series of a metric of this package. */
export interface OwnSnapshot {
  /** The definition as JSON, with the default labels of the registry among its labels. */
  readonly definition: string;
  /** Of each series, its label values as JSON, in the order of the definition. */
  readonly labels: readonly string[];
  /** As many numbers for each series as the metric's table keeps. */
  readonly values: readonly WireNumber[];
  readonly native?: readonly NativeSnapshot[];
}

export interface ForeignSnapshot {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly aggregator?: string;
  readonly values: readonly {
    readonly value: WireNumber;
    readonly labels: Readonly<Record<string, string | number>>;
    readonly metricName?: string;
  }[];
}

/** The values of one process or thread, JSON-safe. */
export interface Snapshot {
  readonly own: readonly OwnSnapshot[];
  readonly foreign: readonly ForeignSnapshot[];
  /** Names of metrics that could not be read this time: their earlier values still count. */
  readonly unread: readonly string[];
}

export interface SnapshotReader {
  /** Brings the metrics up to date first. */
  read(): Promise<Snapshot>;
  /** Without waiting for anything, so that metrics of prom-client, which give their values later, are unread. */
  readNow(): Snapshot;
}

interface CachedLabels {
  readonly epoch: number;
  readonly extra: string;
  readonly labels: string[];
}

/**
 * Reads the metrics of registries, in their order.
 *
 * @throws DefinitionError `metric_conflict` if a registry has other metrics under the names of this package's own
 */
export function createSnapshotReader(registries: readonly MetricRegistry[]): SnapshotReader {
  const cache = new WeakMap<SeriesTable, CachedLabels>();
  const sources = registries.map((registry) => ({ registry, collect: createRegistryCollector(registry, lossCounters(registry)) }));

  const own = (registry: MetricRegistry, metric: RegisteredMetric): OwnSnapshot => {
    const { definition, table, native } = metric;
    const extra = Object.entries(defaultLabels(registry)).filter(([name]) => !table.names.includes(name));
    const extraValues = extra.map(([, value]) => String(value));
    const extraDomains = Object.fromEntries(extra.map(([name]) => [name, { kind: "open", max: definition.maxSeries }]));
    const key = JSON.stringify(extraValues);
    let cached = cache.get(table);
    if (cached === undefined || cached.epoch !== table.epoch || cached.extra !== key) {
      cached = { epoch: table.epoch, extra: key, labels: [] };
      cache.set(table, cached);
    }
    for (let series = cached.labels.length; series < table.size; series++) {
      cached.labels.push(JSON.stringify([...table.labelValues(series), ...extraValues]));
    }
    return {
      definition: JSON.stringify(extra.length === 0 ? definition : { ...definition, labels: { ...definition.labels, ...extraDomains } }),
      labels: cached.labels.slice(),
      values: Array.from(table.values.subarray(0, table.size * table.width), wireNumber),
      ...(native === undefined ? {} : { native: Array.from({ length: table.size }, (_, series) => nativeSnapshot(native.get(series))) }),
    };
  };

  const snapshotOf = (parts: readonly { registry: MetricRegistry; metrics: readonly CollectedMetric[] }[]): Snapshot => {
    const all = parts.flatMap(({ registry, metrics }) => metrics.map((metric) => ({ registry, metric })));
    const seen = new Set(
      parts.flatMap(({ metrics }) => metrics.map((metric) => ("own" in metric ? metric.own.definition.name : metric.foreign.name))),
    );
    return {
      own: all.flatMap(({ registry, metric }) => ("own" in metric ? [own(registry, metric.own)] : [])),
      foreign: all.flatMap(({ registry, metric }) => ("foreign" in metric ? [foreignSnapshot(registry, metric.foreign)] : [])),
      unread: registries
        .flatMap((registry) => registry.getMetricsAsArray())
        .map(nameOf)
        .filter((name) => !seen.has(name)),
    };
  };

  return {
    async read() {
      return snapshotOf(await Promise.all(sources.map(async ({ registry, collect }) => ({ registry, metrics: await collect() }))));
    },
    readNow() {
      const metricsOf = (registry: MetricRegistry) => registry.getMetricsAsArray().flatMap((metric) => ownMetric(metric) ?? []);
      return snapshotOf(registries.map((registry) => ({ registry, metrics: metricsOf(registry).map((metric) => ({ own: metric })) })));
    },
  };
}

/** prom-client takes `_total` off the name of a counter that it has written as OpenMetrics; `get()` gives it as it was made. */
function nameOf(metric: unknown): string {
  const own = ownMetric(metric);
  return own === undefined ? String((metric as { name?: unknown }).name) : own.definition.name;
}

function foreignSnapshot(registry: MetricRegistry, { name, help, type, values, ...rest }: ForeignMetric & { aggregator?: unknown }): ForeignSnapshot {
  const defaults = defaultLabels(registry);
  return {
    name,
    help,
    type,
    ...(typeof rest.aggregator === "string" ? { aggregator: rest.aggregator } : {}),
    values: values.map(({ value, labels, metricName }) => ({
      value: wireNumber(value),
      labels: textLabels({ ...defaults, ...labels }),
      ...(metricName === undefined ? {} : { metricName }),
    })),
  };
}

/** The bound of a bucket stays a number: infinity is written `+Inf` by prom-client itself. */
function textLabels(labels: Readonly<Record<string, unknown>>): Record<string, string | number> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, Number.isFinite(value) ? (value as number) : String(value)]));
}

function wireNumber(value: number): WireNumber {
  return Number.isFinite(value) ? value : (String(value) as WireNumber);
}

function nativeSnapshot({ schema, zeroCount, positive, negative }: NativeSeries): NativeSnapshot {
  return { schema, zeroCount, positive: [...positive], negative: [...negative] };
}
