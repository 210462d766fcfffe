import { expect, test } from "vitest";
import { compareRounds, isMet, quantile } from "./compare-rounds.ts";

test("a drift of the machine does not change the ratio", () => {
  const rounds = [1, 2, 4, 8].map((slowness) => ({ ours: 10 * slowness, theirs: 20 * slowness }));
  expect(compareRounds(rounds)).toMatchObject({ ratio: 0.5, spread: [0.5, 0.5], withinNoise: false });
});

test("a spread that is wider than the effect is within noise", () => {
  const rounds = [0.8, 0.9, 1, 1.1, 1.25].map((ours) => ({ ours, theirs: 1 }));
  expect(compareRounds(rounds).withinNoise).toBe(true);
});

test("the median keeps a limit, not the better half: of requests it is the least, of everything else the greatest", () => {
  const comparison = compareRounds([0.2, 0.2, 0.5, 0.6, 0.6].map((ours) => ({ ours, theirs: 1 })));
  expect([isMet(comparison, "ns", 0.5), isMet(comparison, "ns", 0.49)]).toEqual([true, false]);
  expect([isMet(comparison, "requests/s", 0.5), isMet(comparison, "requests/s", 0.51)]).toEqual([true, false]);
});

test.each([
  [[1, 2, 3, 4], 0.5, 2.5],
  [[4, 1, 3, 2], 0.25, 1.75],
  [[7], 0.75, 7],
])("of %j the quantile %d is %d", (values, q, expected) => {
  expect(quantile(values, q)).toBe(expected);
});
