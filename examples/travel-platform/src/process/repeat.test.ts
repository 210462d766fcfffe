import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { repeat } from "./repeat.ts";

const logger = { error: () => {} };

test("a task runs again and again, and not after it was stopped", async () => {
  let runs = 0;
  const repeating = repeat({ name: "count", everySeconds: 0.005, run: async () => void runs++ }, logger);
  await expect.poll(() => runs, { interval: 5 }).toBeGreaterThan(3);
  await repeating.stop();
  const atStop = runs;
  await delay(30);
  expect(runs).toBe(atStop);
});

test("stopping waits for the run that has begun", async () => {
  const ended: string[] = [];
  const run = async () => {
    await delay(50);
    ended.push("run");
  };
  await repeat({ name: "slow", everySeconds: 1, run }, logger).stop();
  expect(ended).toEqual(["run"]);
});

test("a run that fails is reported once, and the next one comes all the same", async () => {
  const errors: unknown[] = [];
  let runs = 0;
  const fail = async () => {
    runs += 1;
    throw new Error("no database");
  };
  const repeating = repeat({ name: "failing", everySeconds: 0.005, run: fail }, { error: (fields: unknown) => void errors.push(fields) });
  await expect.poll(() => runs, { interval: 5 }).toBeGreaterThan(3);
  await repeating.stop();
  expect(errors).toEqual([{ task: "failing", error: new Error("no database") }]);
});
