import { expect, test } from "vitest";
import { bucketLabel } from "./bucket-label.ts";

test.each([
  [0, "0.0"],
  [1, "1.0"],
  [0.005, "0.005"],
  [2.5, "2.5"],
  [-3, "-3.0"],
  [100_000, "100000.0"],
  [123_456.7, "123456.7"],
  [1_000_000, "1e+06"],
  [1_234_567, "1.234567e+06"],
  [0.0001, "0.0001"],
  [0.00001, "1e-05"],
  [1e-10, "1e-10"],
  [1e100, "1e+100"],
  [Number.POSITIVE_INFINITY, "+Inf"],
])("the bound %d is written as %s, as Go and OpenMetrics do", (bound, label) => {
  expect(bucketLabel(bound)).toBe(label);
});
