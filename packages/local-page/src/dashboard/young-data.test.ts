import { expect, test } from "vitest";
import { youngData } from "./young-data.ts";

const NOW = 1_700_000_000.25;
const time = { from: "now-3h", to: "now" };

/** Answers as a Prometheus whose first sample is so many seconds old. */
const since =
  (age: number | undefined) =>
  async (_: string, { start = "", end = "", step = "" }: Readonly<Record<string, string>>) => {
    const times = Array.from({ length: Math.floor((Number(end) - Number(start)) / Number(step)) + 1 }, (__, at) => Number(start) + at * Number(step));
    const values = age === undefined ? [] : times.filter((seconds) => seconds >= NOW - age).map((seconds) => [seconds, "3"] as const);
    return { resultType: "matrix", result: values.length === 0 ? [] : [{ metric: {}, values }] };
  };

test.each([
  ["a minute", 60, "now-5m"],
  ["ten minutes", 600, "now-15m"],
  ["an hour", 3550, "now-1h"],
])("data of %s is shown in a range that it fills", async (_, age, from) => {
  const young = await youngData({ time }, since(age), NOW);
  expect(young?.from).toBe(from);
  expect(NOW - (young?.sinceSeconds ?? 0)).toBeLessThanOrEqual(age);
});

test("before the first sample the shortest range is shown, and nothing is said of a time", async () => {
  expect(await youngData({ time }, since(undefined), NOW)).toEqual({ from: "now-5m", sinceSeconds: undefined });
});

test.each([
  ["old data", { time }, since(86_400)],
  ["data that is nearly as old as the range", { time }, since(3 * 3600 - 200)],
  ["a range that is short by itself", { time: { from: "now-5m", to: "now" } }, since(60)],
  ["a range that ended", { time: { from: "now-3h", to: "now-1h" } }, since(60)],
  ["a Prometheus that does not answer", { time }, () => Promise.reject(new Error("gone"))],
])("the dashboard's own range stays for %s", async (_, dashboard, ask) => {
  expect(await youngData(dashboard, ask, NOW)).toBeUndefined();
});
