import fc from "fast-check";
import { expect, test } from "vitest";
import { roundSeconds, secondsText } from "./seconds-text.ts";

test.each([0, -0, 1e-7, 4e-7, 1e-6, 0.1, 0.123456, 0.9999999, 1, 1.5, 10, 60.000001, 999_999.999999, 1e6, 1e9, 1e21, -1, -0.5])(
  "%d is as JSON has it",
  (seconds) => {
    expect(secondsText(seconds)).toBe(JSON.stringify(roundSeconds(seconds)));
  },
);

test("any duration is as JSON has it", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 2e6, noNaN: true }), (seconds) => {
      expect(secondsText(seconds)).toBe(JSON.stringify(roundSeconds(seconds)));
    }),
    { numRuns: 5000 },
  );
});
