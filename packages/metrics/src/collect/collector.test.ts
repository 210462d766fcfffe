import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import type { CollectFailure } from "../instruments/losses.ts";
import { createCollector } from "./collector.ts";

function setUp(timeoutSeconds = 0.05) {
  const failures: CollectFailure[] = [];
  return { failures, collector: createCollector({ onFailure: (reason) => failures.push(reason), timeoutSeconds }) };
}

test("without a callback, or with one that returns at once, there is nothing to wait for", () => {
  const { collector } = setUp();
  expect(collector.run()).toBeUndefined();
  let calls = 0;
  collector.use(() => {
    calls++;
  });
  expect(collector.run()).toBeUndefined();
  expect(calls).toBe(1);
});

test.each([
  ["throws", () => expect.fail("thrown"), "error"],
  ["rejects", () => Promise.reject(new Error("rejected")), "error"],
  ["hangs", () => new Promise<void>(() => {}), "timeout"],
  ["rejects after its time", () => setTimeout(80).then(() => expect.fail("late")), "timeout"],
] as const)("a callback that %s counts as one failure and rejects nothing", async (_, callback, reason) => {
  const { collector, failures } = setUp();
  collector.use(callback);
  await collector.run();
  expect(failures).toEqual([reason]);
  await setTimeout(60);
  expect(failures).toEqual([reason]);
});

test("a callback that hangs is not begun a second time", async () => {
  const { collector, failures } = setUp();
  let begun = 0;
  collector.use(() => {
    begun++;
    return new Promise<void>(() => {});
  });
  await Promise.all([collector.run(), collector.run()]);
  await collector.run();
  expect(begun).toBe(1);
  expect(failures).toEqual(["timeout", "timeout", "timeout"]);
});

test("a later callback takes the place of an earlier one, which can then no longer stop it", () => {
  const { collector } = setUp();
  const calls: string[] = [];
  const first = collector.use(() => void calls.push("first"));
  const second = collector.use(() => void calls.push("second"));
  first.stop();
  collector.run();
  second.stop();
  collector.run();
  expect(calls).toEqual(["second"]);
});
