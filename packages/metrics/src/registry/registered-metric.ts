import { type CollectCallback, type Collector, createCollector } from "../collect/collector.ts";
import { type Aggregator, aggregatorOf } from "../definition/aggregator.ts";
import type { MetricDefinition } from "../definition/metric-definition.ts";
import type { ExemplarStore } from "../exemplars/exemplar-store.ts";
import { familyName } from "../exposition/family-header.ts";
import { CONTENT_TYPES } from "../exposition/format.ts";
import { BUCKETS_PLACE } from "../instruments/histogram-layout.ts";
import type { Stoppable } from "../instruments/instrument.ts";
import type { Losses } from "../instruments/losses.ts";
import type { NativeHistograms } from "../instruments/native-histogram.ts";
import type { SeriesTable } from "../instruments/series-table.ts";
import { defaultLabelText } from "./default-labels.ts";
import { type JsonValue, jsonValues, labelsOf } from "./json-values.ts";
import type { MetricRegistry } from "./metric-registry.ts";

/**
 * Marks our metrics in a registry, across copies of this package. The number rises when this class changes what other copies rely on:
 * they then treat such a metric as one of prom-client.
 */
export const INSTRUMENT = Symbol.for("@platform/metrics/instrument/1");

/** What prom-client asks of a metric: https://github.com/siimon/prom-client/blob/v15.1.3/lib/registry.js */
export interface PromClientMetric {
  name: string;
  readonly help: string;
  readonly type: string;
  readonly aggregator: string;
  readonly values: readonly JsonValue[];
}

export interface RegisteredMetricOptions {
  readonly definition: MetricDefinition;
  readonly table: SeriesTable;
  readonly exemplars: ExemplarStore;
  readonly native?: NativeHistograms | undefined;
  readonly losses: Losses;
  readonly registry: MetricRegistry;
}

/** A metric as it stands in a prom-client registry. */
export class RegisteredMetric {
  /** What `createMetrics` gives to the program. */
  [INSTRUMENT]: object | undefined;
  readonly definition: MetricDefinition;
  readonly help: string;
  readonly type: string;
  readonly aggregator: Aggregator;
  readonly table: SeriesTable;
  readonly exemplars: ExemplarStore;
  /** Of a histogram that has native buckets. */
  readonly native: NativeHistograms | undefined;
  readonly collector: Collector;
  readonly #registry: MetricRegistry;
  #namesRead = 0;
  #openMetricsNext = false;

  constructor({ definition, table, exemplars, native, losses, registry }: RegisteredMetricOptions) {
    this.definition = definition;
    this.help = definition.help;
    this.type = definition.kind;
    this.aggregator = aggregatorOf(definition);
    this.table = table;
    this.exemplars = exemplars;
    this.native = native;
    this.collector = createCollector({ onFailure: losses.collectFailed });
    this.#registry = registry;
  }

  /** Read by a registry that registers the metric, and by one that is about to write it as OpenMetrics. */
  get name(): string {
    this.#namesRead++;
    return this.definition.name;
  }

  /** Such a registry then writes the name without `_total`, for good; here it only announces the format. */
  set name(name: string) {
    this.#openMetricsNext = name !== this.definition.name;
    this.#namesRead--;
  }

  register(): void {
    this.#registry.registerMetric(this as never);
    this.#namesRead = 0;
  }

  collectWith(callback: CollectCallback): Stoppable {
    return this.collector.use(callback);
  }

  reset(): void {
    this.table.reset();
    this.exemplars.clear();
    this.native?.clear();
  }

  async get(): Promise<PromClientMetric> {
    await this.collector.run();
    return this.#describe(this.definition.name, jsonValues(this.definition, this.table));
  }

  /**
   * What prom-client writes as text. It writes a sample as name, labels and value: here one sample has for its name all lines up to
   * the last one's name, which takes a twentieth of the time. Those lines hold the default labels of the registry and suit its format,
   * so that a metric which other registries have too is given as plain samples.
   */
  async getForPromString(): Promise<PromClientMetric> {
    const openMetrics = this.#openMetricsNext || (this.#registry.contentType === CONTENT_TYPES.openmetrics && this.#namesRead === 0);
    this.#openMetricsNext = false;
    await this.collector.run();
    const { definition, table } = this;
    const name = familyName({ ...definition, type: definition.kind }, openMetrics && definition.kind === "counter" ? "openmetrics" : "text");
    if (this.#namesRead > 0 || table.size === 0) {
      return this.#describe(name, jsonValues(definition, table));
    }
    // Few programs let prom-client write the metrics: what writes them for it is loaded with the first scrape.
    const { sampleLines } = await import("../exposition/sample-lines.ts");
    const { text, series } = await sampleLines(this, { openMetrics, extra: defaultLabelText(this.#registry, table.names) });
    const lastLine = text.lastIndexOf("\n", text.length - 2) + 1;
    const sample = definition.kind === "histogram" ? `${definition.name}_count` : name;
    return this.#describe(name, [
      { metricName: text.slice(0, lastLine) + sample, labels: labelsOf(table, series - 1), value: lastValue(definition, table, series - 1) },
    ]);
  }

  #describe(name: string, values: readonly JsonValue[]): PromClientMetric {
    const { help, type, aggregator } = this;
    return { name, help, type, aggregator, values };
  }
}

/** Value of a series' last line. */
function lastValue(definition: MetricDefinition, { values, width }: SeriesTable, series: number): number {
  const slot = series * width;
  return definition.kind === "histogram"
    ? values.subarray(slot + BUCKETS_PLACE, slot + width).reduce((sum, count) => sum + count, 0)
    : (values[slot] as number);
}
