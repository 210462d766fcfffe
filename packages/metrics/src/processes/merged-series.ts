import { aggregatorOf } from "../definition/aggregator.ts";
import type { MetricDefinition } from "../definition/metric-definition.ts";
import { ExemplarStore } from "../exemplars/exemplar-store.ts";
import { histogramWidth } from "../instruments/histogram-layout.ts";
import { type Losses, NO_LOSSES } from "../instruments/losses.ts";
import type { NativeHistograms } from "../instruments/native-histogram.ts";
import { SeriesTable } from "../instruments/series-table.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";
import { RegisteredMetric } from "../registry/registered-metric.ts";
import { COMBINE } from "./combine.ts";
import { mergedDefinition } from "./merged-definition.ts";
import type { OwnSnapshot } from "./snapshot.ts";
import { addTotals, copyTotals, createTotals, moveTotals, type Totals } from "./totals.ts";

/** Where the series of one metric of one worker stand in the merged table; kept from one scrape to the next. */
export interface SlotCache {
  table: SeriesTable | undefined;
  readonly labels: string[];
  readonly slots: number[];
}

export function createSlotCache(): SlotCache {
  return { table: undefined, labels: [], slots: [] };
}

export interface MergedSeriesOptions {
  readonly registry: MetricRegistry;
  /** Where a series that is folded because all workers together have reached the cap is counted. */
  readonly losses: Losses;
}

/**
 * The series that a metric of this package has in all workers.
 *
 * All workers together keep the cap of the definition, as one process does: a series beyond it is folded when it is first seen and never
 * moves, so that no series falls because of another. The values of ended workers stay in counters and histograms.
 */
export class MergedSeries {
  #definition: MetricDefinition;
  readonly #options: MergedSeriesOptions;
  /** The definitions, as JSON, that were taken in. */
  readonly #accepted = new Set<string>();
  /** Gives each set of labels a slot, for good. Its own numbers are not used. */
  #slots: SeriesTable;
  #ended: Totals;
  #next: Totals | undefined;

  constructor(definition: string, options: MergedSeriesOptions) {
    this.#options = options;
    this.#definition = JSON.parse(definition) as MetricDefinition;
    this.#accepted.add(definition);
    this.#slots = this.#createTable(options.losses);
    this.#ended = createTotals(this.#definition);
  }

  /** @throws MergeError if the worker has a metric of another shape under this name */
  add(snapshot: OwnSnapshot, cache: SlotCache): void {
    this.#accept(snapshot.definition);
    this.#next ??= copyTotals(this.#ended, this.#definition);
    this.#addTo(this.#next, snapshot, cache);
  }

  /** Keeps the last values of a worker that ended. */
  retire(snapshot: OwnSnapshot, cache: SlotCache): void {
    if (this.#definition.kind !== "gauge") {
      this.#accept(snapshot.definition);
      this.#addTo(this.#ended, snapshot, cache);
    }
  }

  /** Drops what was added since the last {@link finish}. */
  discard(): void {
    this.#next = undefined;
  }

  /** Gives the metric that shows what was added, and what ended workers left; it never changes. Undefined if there is nothing to show. */
  finish(): RegisteredMetric | undefined {
    const totals = this.#next ?? copyTotals(this.#ended, this.#definition);
    this.#next = undefined;
    if (aggregatorOf(this.#definition) === "omit") {
      return undefined;
    }
    return this.#definition.kind === "gauge" ? this.#finishGauge(totals) : this.#show(viewOf(this.#slots, totals.values), totals.native);
  }

  /** A gauge shows the series of live workers only. */
  #finishGauge({ values, counts }: Totals): RegisteredMetric {
    const slots = this.#slots;
    const shown = this.#createTable(NO_LOSSES);
    let live = 0;
    for (let slot = 0; slot < slots.size; slot++) {
      if ((counts[slot] ?? 0) > 0) {
        shown.values[shown.slotOf(labelsFor(shown, slots.names, slots.labelValues(slot)))] = values[slot] as number;
        live++;
      }
    }
    if (live * 2 < slots.size) {
      // Series of workers long gone would fill the cap for those that come.
      this.#slots = this.#createTable(this.#options.losses);
    }
    return this.#show(shown);
  }

  #addTo(totals: Totals, snapshot: OwnSnapshot, cache: SlotCache): void {
    addTotals(totals, this.#slotsOf(snapshot, cache), snapshot, {
      size: this.#slots.size,
      width: this.#slots.width,
      combine: COMBINE[aggregatorOf(this.#definition)],
    });
  }

  /** Slots of the series of a worker. The place of a series in a worker's table is for good, unless it resets the metric. */
  #slotsOf({ definition, labels }: OwnSnapshot, cache: SlotCache): readonly number[] {
    const table = this.#slots;
    if (cache.table !== table) {
      cache.table = table;
      cache.labels.length = 0;
    }
    let names: readonly string[] | undefined;
    for (let series = 0; series < labels.length; series++) {
      const label = labels[series] as string;
      if (cache.labels[series] !== label) {
        names ??= Object.keys((JSON.parse(definition) as MetricDefinition).labels);
        cache.labels[series] = label;
        cache.slots[series] = table.slotOf(labelsFor(table, names, JSON.parse(label) as string[]));
      }
    }
    cache.labels.length = labels.length;
    cache.slots.length = labels.length;
    return cache.slots;
  }

  /** Takes in another definition of this metric, and takes the series so far along. */
  #accept(text: string): void {
    if (this.#accepted.has(text)) {
      return;
    }
    const before = this.#slots;
    this.#definition = mergedDefinition(this.#definition, JSON.parse(text) as MetricDefinition);
    this.#slots = this.#createTable(NO_LOSSES);
    const table = this.#slots;
    const slots = Array.from({ length: before.size }, (_, series) => table.slotOf(labelsFor(table, before.names, before.labelValues(series))));
    this.#ended = moveTotals(this.#ended, slots, this.#definition, table);
    this.#next &&= moveTotals(this.#next, slots, this.#definition, table);
    this.#accepted.add(text);
  }

  /** Series that are known beforehand come with the workers; but a metric without labels has its one series always. */
  #createTable({ folded }: Losses): SeriesTable {
    const definition = this.#definition;
    return new SeriesTable({
      labels: definition.labels,
      width: definition.kind === "histogram" ? histogramWidth(definition) : 1,
      maxSeries: definition.maxSeries,
      onFold: folded,
      initialised: Object.keys(definition.labels).length === 0,
    });
  }

  #show(table: SeriesTable, native?: NativeHistograms): RegisteredMetric {
    const { registry } = this.#options;
    const exemplars = new ExemplarStore(() => undefined);
    return new RegisteredMetric({ definition: this.#definition, table, exemplars, native, losses: NO_LOSSES, registry });
  }
}

/** The series of a table with numbers of its own. Series that the table gets later are not in it. */
function viewOf(table: SeriesTable, values: Float64Array): SeriesTable {
  const size = Math.floor(values.length / table.width);
  return Object.create(table, { size: { value: size }, values: { value: values } }) as SeriesTable;
}

/** Labels that a table can look up: those that are not given are empty. */
function labelsFor({ names }: SeriesTable, given: readonly string[], values: readonly string[]): Record<string, string> {
  const labels: Record<string, string> = given.length < names.length ? Object.fromEntries(names.map((name) => [name, ""])) : {};
  for (const [index, name] of given.entries()) {
    labels[name] = values[index] as string;
  }
  return labels;
}
