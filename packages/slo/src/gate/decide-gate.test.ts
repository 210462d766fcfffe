import { expect, test } from "vitest";
import { type BudgetReadings, combineStates, decideSlo } from "./decide-gate.ts";

const slo = { name: "availability", windowDays: 30 };
const healthy: BudgetReadings = { remaining: [0.62], burnRate: [1.5], exhaustionSeconds: [1_071_360], frozen: [], missing: [] };

test("a budget that is left deploys, with its figures", () => {
  expect(decideSlo(slo, healthy)).toEqual({
    slo: "availability",
    state: "deploy",
    reason: "62 % of the error budget of 30 days is left",
    budgetRemaining: 0.62,
    burnRate: 1.5,
    exhaustionSeconds: 1_071_360,
  });
});

test("nothing is forecast for a budget that is not being spent", () => {
  expect(decideSlo(slo, { ...healthy, burnRate: [0] }).exhaustionSeconds).toBeNull();
});

test("what Prometheus holds frozen is frozen, also between the two limits", () => {
  const decision = decideSlo(slo, { ...healthy, remaining: [0.15], frozen: [1] });
  expect(decision.state).toBe("frozen");
  expect(decision.reason).toBe("15 % of the error budget of 30 days is left; frozen under 10 % until 20 % are left again");
});

test("a budget that is overspent deploys only if nothing froze it: too few events", () => {
  expect(decideSlo(slo, { ...healthy, remaining: [-0.4] }).state).toBe("deploy");
});

test.each([
  ["no series of the budget", { remaining: [] }, "Prometheus has no value of the error budget that is younger than 5 minutes"],
  ["no burn rate", { burnRate: [] }, "Prometheus has no value of the burn rate that is younger than 5 minutes"],
  ["two series", { remaining: [0.4, 0.9] }, "Prometheus has 2 series of the error budget where one is expected"],
  ["NaN", { remaining: [Number.NaN] }, "the error budget is NaN"],
  ["infinity", { burnRate: [Infinity] }, "the burn rate is Infinity"],
  ["more good events than events", { remaining: [1.5] }, "150 % of the error budget is left: more good events than events were counted"],
  ["the alert of missing data", { missing: [1] }, "the service has given no data for minutes: its alert of missing data fires"],
])("%s is unknown, never healthy", (_, readings, reason) => {
  const decision = decideSlo(slo, { ...healthy, ...readings });
  expect([decision.state, decision.reason]).toEqual(["unknown", reason]);
});

test("a frozen budget stays frozen whatever else is not known", () => {
  expect(decideSlo(slo, { remaining: [], burnRate: [], exhaustionSeconds: [], frozen: [1], missing: [1] })).toMatchObject({
    state: "frozen",
    budgetRemaining: null,
    burnRate: null,
  });
});

test.each([
  [["deploy", "deploy"], "deploy"],
  [["deploy", "unknown"], "unknown"],
  [["unknown", "frozen", "deploy"], "frozen"],
  [[], "unknown"],
] as const)("%j together are %s", (states, expected) => {
  expect(combineStates(states)).toBe(expected);
});
