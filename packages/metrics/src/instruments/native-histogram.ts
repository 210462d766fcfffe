import type { NativeBuckets } from "../definition/native-buckets.ts";

/** Values this close to zero stand in a bucket of their own: the default of Prometheus' client for Go. */
export const ZERO_THRESHOLD = 2 ** -128;

const FINEST_SCHEMA = 8;
const COARSEST_SCHEMA = -4;

/** Counts by index of a bucket: the bucket `i` of schema `s` ends at `2 ** (i * 2 ** -s)` and holds that bound. */
type Counts = Map<number, number>;

/** What one series has observed. */
export interface NativeSeries {
  /** Resolution: a power of two has `2 ** schema` buckets. */
  readonly schema: number;
  readonly zeroCount: number;
  readonly positive: ReadonlyMap<number, number>;
  /** By the absolute value of what was observed. */
  readonly negative: ReadonlyMap<number, number>;
}

interface MutableSeries {
  schema: number;
  zeroCount: number;
  positive: Counts;
  negative: Counts;
}

/** The native buckets of all series of a histogram, by the index of the series. */
export class NativeHistograms {
  readonly #schema: number;
  readonly #maxBuckets: number;
  #series: MutableSeries[] = [];

  constructor({ factor, maxBuckets }: NativeBuckets) {
    this.#schema = schemaOf(factor);
    this.#maxBuckets = maxBuckets;
  }

  observe(index: number, value: number): void {
    let series = this.#series[index];
    if (series === undefined) {
      series = emptySeries(this.#schema);
      this.#series[index] = series;
    }
    const size = Math.abs(value);
    if (size <= ZERO_THRESHOLD) {
      series.zeroCount++;
      return;
    }
    const counts = value > 0 ? series.positive : series.negative;
    const bucket = bucketIndex(size, series.schema);
    const count = counts.get(bucket);
    counts.set(bucket, (count ?? 0) + 1);
    if (count === undefined) {
      this.#limit(series);
    }
  }

  /** Adds what another process has observed, in the coarser of the two resolutions. */
  add(index: number, { schema, zeroCount, positive, negative }: NativeSeries): void {
    this.#series[index] ??= emptySeries(this.#schema);
    const series = this.#series[index];
    series.zeroCount += zeroCount;
    while (series.schema > schema) {
      widen(series);
    }
    addCounts(series.positive, positive, schema - series.schema);
    addCounts(series.negative, negative, schema - series.schema);
    this.#limit(series);
  }

  get(index: number): NativeSeries {
    return this.#series[index] ?? emptySeries(this.#schema);
  }

  clear(): void {
    this.#series = [];
  }

  #limit(series: MutableSeries): void {
    while (series.positive.size + series.negative.size > this.#maxBuckets && series.schema > COARSEST_SCHEMA) {
      widen(series);
    }
  }
}

/** The coarsest schema whose buckets grow by `factor` at most: https://prometheus.io/docs/specs/native_histograms/#schema */
export function schemaOf(factor: number): number {
  return Math.min(FINEST_SCHEMA, Math.max(COARSEST_SCHEMA, 0 - Math.floor(Math.log2(Math.log2(factor)))));
}

/** Index of the bucket that holds a positive value: the least `i` with `value <= 2 ** (i * 2 ** -schema)`. */
export function bucketIndex(value: number, schema: number): number {
  const perOctave = 2 ** schema;
  let index = Math.ceil(Math.log2(value) * perOctave);
  // A logarithm that is rounded may lead to the bucket beside.
  if (value > bucketBound(index, schema)) {
    index++;
  } else if (value <= bucketBound(index - 1, schema)) {
    index--;
  }
  return index;
}

/** Upper bound of a bucket. Its power of two is exact, and so is every bound of a schema up to 0. */
export function bucketBound(index: number, schema: number): number {
  const perOctave = 2 ** schema;
  const octave = Math.floor(index / perOctave);
  return 2 ** octave * 2 ** (index / perOctave - octave);
}

function emptySeries(schema: number): MutableSeries {
  return { schema, zeroCount: 0, positive: new Map(), negative: new Map() };
}

function widen(series: MutableSeries): void {
  series.schema--;
  series.positive = halved(series.positive);
  series.negative = halved(series.negative);
}

/** @param steps - how often the width of the buckets of `added` is to be doubled */
function addCounts(counts: Counts, added: ReadonlyMap<number, number>, steps: number): void {
  for (const [index, count] of added) {
    const merged = Math.ceil(index / 2 ** steps);
    counts.set(merged, (counts.get(merged) ?? 0) + count);
  }
}

/** The same counts in buckets of twice the width. */
function halved(counts: Counts): Counts {
  const wider: Counts = new Map();
  for (const [index, count] of counts) {
    const merged = Math.ceil(index / 2);
    wider.set(merged, (wider.get(merged) ?? 0) + count);
  }
  return wider;
}
