import type { MetricDefinition } from "../definition/metric-definition.ts";
import { NativeHistograms } from "../instruments/native-histogram.ts";
import { NO_SLOT, type SeriesTable } from "../instruments/series-table.ts";
import type { Combine } from "./combine.ts";
import type { NativeSnapshot, OwnSnapshot } from "./snapshot.ts";

/** The numbers of all series of one metric, by slot and in the layout of a series table. */
export interface Totals {
  /** Room for exactly the series that the table had when something was added last. */
  values: Float64Array;
  /** How many workers have the series. */
  counts: Uint32Array;
  readonly native: NativeHistograms | undefined;
  /** Series with native buckets. */
  nativeSize: number;
}

export function createTotals(definition: MetricDefinition): Totals {
  const native = definition.kind === "histogram" && definition.native !== undefined ? new NativeHistograms(definition.native) : undefined;
  return { values: new Float64Array(0), counts: new Uint32Array(0), native, nativeSize: 0 };
}

export function copyTotals(totals: Totals, definition: MetricDefinition): Totals {
  const copy = createTotals(definition);
  copy.values = totals.values.slice();
  copy.counts = totals.counts.slice();
  for (let series = 0; series < totals.nativeSize; series++) {
    addNative(copy, series, totals);
  }
  return copy;
}

/** The same numbers for another table of the metric. */
export function moveTotals(totals: Totals, slots: readonly number[], definition: MetricDefinition, { size, width }: SeriesTable): Totals {
  const moved = createTotals(definition);
  makeRoom(moved, size, width);
  for (let series = 0; series < totals.counts.length; series++) {
    const slot = slots[series] as number;
    if (slot !== NO_SLOT) {
      for (let place = 0; place < width; place++) {
        (moved.values[slot + place] as number) += totals.values[series * width + place] as number;
      }
      (moved.counts[slot / width] as number) += totals.counts[series] as number;
    }
  }
  for (let series = 0; series < totals.nativeSize; series++) {
    const slot = slots[series] as number;
    if (slot !== NO_SLOT) {
      addNative(moved, slot / width, totals, series);
    }
  }
  return moved;
}

export interface AddOptions {
  /** Series of the table. */
  readonly size: number;
  readonly width: number;
  readonly combine: Combine;
}

/** @param slots - of each series of the snapshot */
export function addTotals(totals: Totals, slots: readonly number[], { values, native }: OwnSnapshot, { size, width, combine }: AddOptions): void {
  makeRoom(totals, size, width);
  for (let series = 0; series < slots.length; series++) {
    const slot = slots[series] as number;
    if (slot === NO_SLOT) {
      continue;
    }
    const index = slot / width;
    const count = (totals.counts[index] as number) + 1;
    totals.counts[index] = count;
    for (let place = 0; place < width; place++) {
      const value = Number(values[series * width + place]);
      totals.values[slot + place] = count === 1 ? value : combine(totals.values[slot + place] as number, value, count);
    }
    const buckets = native?.[series];
    if (buckets !== undefined && totals.native !== undefined) {
      totals.native.add(index, nativeSeries(buckets));
      totals.nativeSize = Math.max(totals.nativeSize, index + 1);
    }
  }
}

function addNative(to: Totals, index: number, from: Totals, fromIndex = index): void {
  const series = from.native?.get(fromIndex);
  if (series !== undefined) {
    to.native?.add(index, series);
    to.nativeSize = Math.max(to.nativeSize, index + 1);
  }
}

function makeRoom(totals: Totals, size: number, width: number): void {
  if (totals.counts.length < size) {
    const values = new Float64Array(size * width);
    values.set(totals.values);
    totals.values = values;
    const counts = new Uint32Array(size);
    counts.set(totals.counts);
    totals.counts = counts;
  }
}

function nativeSeries({ schema, zeroCount, positive, negative }: NativeSnapshot) {
  return { schema, zeroCount, positive: new Map(positive), negative: new Map(negative) };
}
