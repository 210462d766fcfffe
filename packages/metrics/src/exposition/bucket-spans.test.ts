import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketSpans } from "./bucket-spans.ts";

/** What Prometheus makes of spans and deltas, without the buckets that are empty. */
function expand({ spans, deltas }: ReturnType<typeof bucketSpans>): Map<number, number> {
  const counts = new Map<number, number>();
  let index = 0;
  let count = 0;
  let next = 0;
  for (const { offset, length } of spans) {
    index += offset;
    for (let bucket = 0; bucket < length; bucket++) {
      count += deltas[next++] as number;
      if (count > 0) {
        counts.set(index, count);
      }
      index++;
    }
  }
  expect(next).toBe(deltas.length);
  return counts;
}

test("a reader finds the counts that were there", () => {
  const bucket = fc.tuple(fc.integer({ min: -60, max: 60 }), fc.integer({ min: 1, max: 1e9 }));
  fc.assert(
    fc.property(fc.uniqueArray(bucket, { selector: ([index]) => index }), (buckets) => {
      const sorted = buckets.toSorted(([a], [b]) => a - b);
      expect([...expand(bucketSpans(new Map(buckets)))]).toEqual(sorted);
    }),
  );
});

test("a small gap is filled, a larger one begins a span", () => {
  const counts = new Map([
    [-2, 5],
    [1, 6],
    [5, 1],
  ]);
  expect(bucketSpans(counts)).toEqual({
    spans: [
      { offset: -2, length: 4 },
      { offset: 3, length: 1 },
    ],
    deltas: [5, -5, 0, 6, -5],
  });
  expect(bucketSpans(new Map())).toEqual({ spans: [], deltas: [] });
});
