import fc from "fast-check";
import { expect, test } from "vitest";
import { NUMBER_BYTES, numberText, writeNumber } from "./write-number.ts";

function written(value: number): string {
  const bytes = Buffer.alloc(NUMBER_BYTES + 1, "x");
  return bytes.toString("latin1", 0, writeNumber(bytes, 0, value));
}

test("a number is written as JavaScript does, and infinity as Prometheus does", () => {
  fc.assert(
    fc.property(fc.oneof(fc.double(), fc.maxSafeNat(), fc.nat(), fc.maxSafeInteger()), (value) => {
      expect(written(value)).toBe(numberText(value));
      expect(written(value).length).toBeLessThanOrEqual(NUMBER_BYTES);
    }),
    { numRuns: 5000 },
  );
  expect(written(Number.POSITIVE_INFINITY)).toBe("+Inf");
  expect(written(Number.NEGATIVE_INFINITY)).toBe("-Inf");
});

test.each([
  0,
  -0,
  9,
  10,
  99,
  100,
  999_999,
  1_000_000,
  999_999_999,
  1_000_000_000,
  1_000_000_001,
  2 ** 31,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  1e21,
  0.1,
  -0.0000010009135130062022,
  -Number.MIN_VALUE,
  -Number.MAX_VALUE,
])("%d, where the digits or the way of writing change", (value) => {
  expect(written(value)).toBe(String(value));
});
