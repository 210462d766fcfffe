import { call, print } from "@platform/promql";
import { expect, test } from "vitest";
import { promtool } from "../../test/run-promtool.ts";
import type { CalendarPeriod } from "../definition/period.ts";
import { inPeriodOf, secondsLeft } from "./calendar.ts";

const times = { tileSeconds: 300, scrapeIntervalSeconds: 15 };

/** promtool begins at 1970; later times are far away, so that each is asked as `time()` of its own. */
const at = (date: string) => Date.parse(date) / 1000;

const table: readonly (readonly [CalendarPeriod, string, string, string])[] = [
  ["month", "2024-02-29T23:00:00Z", "20240201", "2024-03-01T00:00:00Z"],
  ["month", "2024-12-31T12:00:00Z", "20241201", "2025-01-01T00:00:00Z"],
  ["month", "2025-01-01T00:10:00Z", "20250101", "2025-02-01T00:00:00Z"],
  ["quarter", "2024-01-01T00:10:00Z", "20240101", "2024-04-01T00:00:00Z"],
  ["quarter", "2024-02-29T12:00:00Z", "20240101", "2024-04-01T00:00:00Z"],
  ["quarter", "2023-12-31T23:59:00Z", "20231001", "2024-01-01T00:00:00Z"],
  ["quarter", "2023-08-31T01:00:00Z", "20230701", "2023-10-01T00:00:00Z"],
  ["week", "2024-03-03T23:00:00Z", "20240226", "2024-03-04T00:00:00Z"],
  ["week", "2024-03-04T01:00:00Z", "20240304", "2024-03-11T00:00:00Z"],
  ["week", "2025-01-01T12:00:00Z", "20241230", "2025-01-06T00:00:00Z"],
];

test.each(table)("a %s at %s began on %s and ends at %s", async (period, now, since, end) => {
  const fixed = (text: string) => text.replaceAll("time()", String(at(now)));
  const tests = [
    { expr: fixed(print(inPeriodOf(times, period, call("vector", 7)))), eval_time: "0s", exp_samples: [{ labels: `{since="${since}"}`, value: 7 }] },
    { expr: fixed(print(secondsLeft(period))), eval_time: "0s", exp_samples: [{ labels: "{}", value: at(end) - at(now) }] },
  ];
  const file = { rule_files: [], evaluation_interval: "1m", tests: [{ interval: "1m", input_series: [], promql_expr_test: tests }] };
  expect((await promtool({ "test.json": JSON.stringify(file) }, ["test", "rules", "test.json"])).output).toContain("SUCCESS");
});

test("a tile belongs to the period in which its middle lies", async () => {
  const text = print(inPeriodOf(times, "month", call("vector", 1)));
  expect(text).toContain("time() - 165");
});
