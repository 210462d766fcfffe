import fc from "fast-check";
import { expect, test } from "vitest";
import { createBucketFinder } from "./bucket-finder.ts";

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

/** Near a bound, or anywhere. */
const around = (bounds: readonly number[]) =>
  fc.oneof(
    finite,
    fc.constantFrom(...bounds),
    fc.constantFrom(...bounds).map((bound) => nextTo(bound, 1n)),
    fc.constantFrom(...bounds).map((bound) => nextTo(bound, -1n)),
    fc.constantFrom(0, -0, Number.MIN_VALUE, -Number.MIN_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE),
  );

/** The number beside one, a step away from zero or towards it. */
function nextTo(value: number, step: 1n | -1n): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigUint64(0, BigInt.asUintN(64, view.getBigUint64(0) + step));
  const beside = view.getFloat64(0);
  return Number.isFinite(beside) ? beside : value;
}

test("the bucket of a value is the first whose bound is not below it, whatever the bounds and the value", () => {
  const bounds = fc.uniqueArray(finite, { minLength: 0, maxLength: 100 }).map((all) => all.sort((a, b) => a - b));
  const cases = bounds.chain((rising) => fc.tuple(fc.constant(rising), fc.array(around([...rising, 1]), { minLength: 1, maxLength: 30 })));
  fc.assert(
    fc.property(cases, ([rising, values]) => {
      const all = [...rising, Number.POSITIVE_INFINITY];
      const find = createBucketFinder(Float64Array.from(all));
      expect(values.map(find)).toEqual(values.map((value) => all.findIndex((bound) => value <= bound)));
    }),
    { numRuns: 500 },
  );
});

test.each([
  [
    [0.005, 0.01, 0.025],
    [0, -0, 0.005, 0.0050001, 0.01, 0.025, 0.02500001, 1e300],
    [0, 0, 0, 1, 1, 2, 3, 3],
  ],
  [
    [-2, 0, 2],
    [-3, -2, -1.9, -0, 0, Number.MIN_VALUE, 2, 2.1],
    [0, 0, 1, 1, 1, 2, 2, 3],
  ],
  [
    [-5, -1],
    [-6, -1, -0.5, 0, 7],
    [0, 1, 2, 2, 2],
  ],
  [[Number.MAX_VALUE], [1, Number.MAX_VALUE], [0, 0]],
  [[Number.MIN_VALUE], [0, Number.MIN_VALUE, 2 * Number.MIN_VALUE], [0, 0, 1]],
  [[], [0, 5], [0, 0]],
])("with the bounds %j the values %j are in the buckets %j", (bounds, values, buckets) => {
  expect(values.map(createBucketFinder(Float64Array.from([...bounds, Number.POSITIVE_INFINITY])))).toEqual(buckets);
});
