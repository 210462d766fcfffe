import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketBound, bucketIndex, NativeHistograms, schemaOf } from "./native-histogram.ts";

test.each([
  [65_536, -4],
  [256, -3],
  [4, -1],
  [2, 0],
  [1.5, 1],
  [1.1, 3],
  [1.01, 7],
  [1.0001, 8],
])("a factor of %d is schema %d", (factor, schema) => {
  expect(schemaOf(factor)).toBe(schema);
});

test("a value lies above the bound of the bucket below its own, and not above its own", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-38, max: Number.MAX_VALUE, noNaN: true }), fc.integer({ min: -4, max: 8 }), (value, schema) => {
      const index = bucketIndex(value, schema);
      expect(value).toBeLessThanOrEqual(bucketBound(index, schema));
      expect(value).toBeGreaterThan(bucketBound(index - 1, schema));
    }),
    { numRuns: 2000 },
  );
});

test("powers of two and bounds themselves are in the bucket that they end", () => {
  for (let schema = -4; schema <= 8; schema++) {
    for (const index of [-300, -17, -1, 0, 1, 5, 16, 255]) {
      const bound = bucketBound(index, schema);
      if (bound > 0 && Number.isFinite(bound)) {
        expect([schema, bucketIndex(bound, schema)]).toEqual([schema, index]);
      }
    }
  }
});

test("the buckets stay within their number, and no observation is lost", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true })), fc.integer({ min: 4, max: 40 }), (values, maxBuckets) => {
      const histograms = new NativeHistograms({ factor: 1.1, maxBuckets });
      for (const value of values) {
        histograms.observe(0, value);
      }
      const { schema, zeroCount, positive, negative } = histograms.get(0);
      const total = [...positive.values(), ...negative.values()].reduce((sum, count) => sum + count, zeroCount);
      expect(total).toBe(values.length);
      expect(positive.size + negative.size <= maxBuckets || schema === -4).toBe(true);
      for (const value of values.filter((each) => Math.abs(each) > 2 ** -128)) {
        expect((value > 0 ? positive : negative).has(bucketIndex(Math.abs(value), schema))).toBe(true);
      }
    }),
  );
});
