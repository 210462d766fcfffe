/** A run of buckets: `offset` is the index of the first one, or the gap since the run before. */
export interface BucketSpan {
  readonly offset: number;
  readonly length: number;
}

/** Gaps up to here are filled with empty buckets, which takes fewer bytes than another span. */
const FILLED_GAP = 2;

/** Sparse buckets as Prometheus takes them: runs of indexes, and for each bucket in them the difference to the count before. */
export function bucketSpans(counts: ReadonlyMap<number, number>): { spans: BucketSpan[]; deltas: number[] } {
  const spans: { offset: number; length: number }[] = [];
  const deltas: number[] = [];
  let before = 0;
  let next = 0;
  for (const index of [...counts.keys()].sort((a, b) => a - b)) {
    let span = spans.at(-1);
    if (span === undefined || index - next > FILLED_GAP) {
      span = { offset: span === undefined ? index : index - next, length: 0 };
      spans.push(span);
    } else {
      for (; next < index; next++) {
        deltas.push(0 - before);
        before = 0;
        span.length++;
      }
    }
    const count = counts.get(index) as number;
    deltas.push(count - before);
    before = count;
    span.length++;
    next = index + 1;
  }
  return { spans, deltas };
}
