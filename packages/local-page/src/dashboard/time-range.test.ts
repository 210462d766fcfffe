import { expect, test } from "vitest";
import { grafanaData } from "../../test/grafana-data.ts";
import { rateIntervalSeconds, stepSeconds } from "./step.ts";
import { readDuration, readTimeRange, writeDuration } from "./time-range.ts";

const { dateMath, rangeUtil } = grafanaData;
const NOW = 1_700_000_000;

test.each(["now-5m", "now-1h", "now-90s", "now-2d", "now-1w"])("%s is the time that Grafana reads", (from) => {
  const expected = dateMath.parse(from, false)?.valueOf() ?? 0;
  const age = Math.round((Date.now() - expected) / 1000);
  expect(readTimeRange(from, "now", NOW)).toEqual({ startSeconds: NOW - age, endSeconds: NOW });
});

test("a range may be milliseconds or dates; one that is none, or ends before it begins, is refused", () => {
  expect(readTimeRange("1699990000000", "1700000000000", NOW)).toEqual({ startSeconds: 1_699_990_000, endSeconds: NOW });
  expect(readTimeRange("2023-11-14 20:00", "2023-11-14 22:00", NOW)).toMatchObject({ startSeconds: expect.any(Number) });
  expect(["yesterday", "now-", "now-5x", "now+1h"].map((from) => readTimeRange(from, "now", NOW))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("the step is the one that Grafana rounds to, and at least a scrape and the query's own", () => {
  for (const minutes of [5, 15, 60, 180, 1440, 10_080]) {
    const range = { startSeconds: NOW - minutes * 60, endSeconds: NOW };
    const exact = (minutes * 60_000) / 1440;
    expect(stepSeconds(range, { columns: 24, scrapeSeconds: 0.001 })).toBe(Math.max(0.001, rangeUtil.roundInterval(exact) / 1000));
  }
  const hour = { startSeconds: NOW - 3600, endSeconds: NOW };
  expect(stepSeconds(hour, { columns: 24, scrapeSeconds: 15 })).toBe(15);
  expect(stepSeconds(hour, { columns: 24, scrapeSeconds: 15, interval: "1m" })).toBe(60);
});

test("a rate covers at least four scrapes", () => {
  expect([rateIntervalSeconds(15, 15), rateIntervalSeconds(120, 15)]).toEqual([60, 135]);
});

test("durations are read and written alike", () => {
  expect(["90s", "5m", "1h30m", "2d", "250ms"].map(readDuration)).toEqual([90, 300, 5400, 172_800, 0.25]);
  expect(["", "5", "m", "5 parsecs"].map(readDuration)).toEqual([undefined, undefined, undefined, undefined]);
  expect([0.25, 90, 300, 5400, 86_400].map(writeDuration)).toEqual(["250ms", "90s", "5m", "90m", "1d"]);
});
