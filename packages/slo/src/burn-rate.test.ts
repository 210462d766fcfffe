import { expect, test } from "vitest";
import { budgetSpentAtFire, burnRate, detectionSeconds, errorBudget } from "./burn-rate.ts";
import { BURN_RATE_TIERS, type BurnRateTier, type TierName } from "./definition/burn-rate-tier.ts";

const tierOf = (name: TierName) => BURN_RATE_TIERS.find((tier) => tier.name === name) ?? expect.fail(name);

test.each([
  [0.9999, 0.0001],
  [0.9995, 0.0005],
  [0.999, 0.001],
  [0.95, 0.05],
  [0.9, 0.1],
])("the budget of %d is %d, without the noise of binary fractions", (objective, budget) => {
  expect(errorBudget({ objective })).toBe(budget);
});

test.each([
  [0.999, 0.001, 1],
  [0.999, 0.01, 10],
  [0.9999, 1, 10_000],
  [0.9, 1, 10],
  [0.99, 0, 0],
])("at an objective of %d, %d bad events burn at %d times", (objective, errorRatio, rate) => {
  expect(burnRate({ objective, errorRatio })).toBeCloseTo(rate, 9);
});

// The published figures, beside those of the required policy: https://sre.google/workbook/alerting-on-slos/
const workbook: BurnRateTier = { ...tierOf("fast"), factor: 14.4 };

test.each([
  [workbook, 0.02, 52, 8.64 * 60, 5.2, 8.64 * 60],
  [tierOf("fast"), 10 / 720, 36, 6 * 60, 3.6, 6 * 60],
  [tierOf("medium"), 0.05, 130, 21.6 * 60, 13, 21.6 * 60],
  [{ ...tierOf("slow"), forSeconds: 0 }, 2 / 720, 7.2, 72, 0.72, 72],
  [tierOf("day"), 2 / 30, 173, 28.8 * 60, 17.3, 28.8 * 60],
  [tierOf("steady"), 0.1, 259, 43.2 * 60, 26, 43.2 * 60],
])("a tier of $factor times spends and detects what is published", (tier, spent, total999, tenth999, total9999, hundredth9999) => {
  expect(budgetSpentAtFire({ tier, windowDays: 30 })).toBeCloseTo(spent, 9);
  expect(detectionSeconds({ tier, objective: 0.999, errorRatio: 1 })).toBeCloseTo(total999, -0.5);
  expect(detectionSeconds({ tier, objective: 0.999, errorRatio: 0.1 })).toBeCloseTo(tenth999, 3);
  expect(detectionSeconds({ tier, objective: 0.9999, errorRatio: 1 })).toBeCloseTo(total9999, 0);
  expect(detectionSeconds({ tier, objective: 0.9999, errorRatio: 0.01 })).toBeCloseTo(hundredth9999, 3);
});

test("a tier that must hold for an hour fires an hour later", () => {
  expect(detectionSeconds({ tier: tierOf("slow"), objective: 0.999, errorRatio: 1 })).toBeCloseTo(3607.2, 6);
});

test("a tier never fires at its factor or under it", () => {
  expect(detectionSeconds({ tier: tierOf("fast"), objective: 0.999, errorRatio: 0.01 })).toBe(Number.POSITIVE_INFINITY);
  expect(detectionSeconds({ tier: tierOf("fast"), objective: 0.9, errorRatio: 1 })).toBe(Number.POSITIVE_INFINITY);
});
