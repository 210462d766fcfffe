import { expect, test } from "vitest";
import { createRandom } from "./random.ts";

const draws = <T>(count: number, draw: () => T) => Array.from({ length: count }, draw);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test("the same seed gives the same draws, another one others", () => {
  expect(draws(20, createRandom(7).next)).toEqual(draws(20, createRandom(7).next));
  expect(draws(20, createRandom(7).next)).not.toEqual(draws(20, createRandom(8).next));
});

test("draws have the mean and the bounds of their distribution", () => {
  const random = createRandom(3);
  expect(mean(draws(20_000, random.next))).toBeCloseTo(0.5, 1);
  expect(mean(draws(20_000, () => random.exponential(4)))).toBeGreaterThan(3.8);
  expect(mean(draws(20_000, () => random.exponential(4)))).toBeLessThan(4.2);
  expect(new Set(draws(500, () => random.integer(2, 4)))).toEqual(new Set([2, 3, 4]));
  expect(Math.min(...draws(20_000, () => random.exponential(4)))).toBeGreaterThanOrEqual(0);
});

test("weights are shares", () => {
  const random = createRandom(5);
  const values = [
    { name: "often", weight: 9 },
    { name: "seldom", weight: 1 },
    { name: "never", weight: 0 },
  ];
  const names = draws(10_000, () => random.weighted(values).name);
  expect(names.filter((name) => name === "seldom").length).toBeGreaterThan(900);
  expect(names.filter((name) => name === "seldom").length).toBeLessThan(1100);
  expect(names).not.toContain("never");
});
