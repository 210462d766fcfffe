import { defineCounter, defineGauge, defineHistogram, open } from "@platform/metrics/define";
import { expect, test } from "vitest";
import { aggregate, binary, call, histogramQuantile, negate, over, rank, subquery } from "./build.ts";
import type { Expression } from "./expression.ts";
import { print, printDuration } from "./print.ts";
import { offset, select, selectBucket, selectBuckets, selectCount } from "./select.ts";

const jobs = defineCounter({ name: "jobs_total", help: "Jobs.", labels: { queue: ["mail", "export"], note: open({ max: 5 }) } });
const depth = defineGauge({ name: "queue_depth", help: "Jobs waiting." });
const size = defineHistogram({ name: "size_bytes", help: "Size.", buckets: [0, 1_000_000, 1_048_576, 1e21] });
const wait = defineHistogram({ name: "wait_seconds", help: "Wait.", buckets: [0.5, 1, 2.5], labels: { queue: ["mail", "export"] } });

const cases: readonly (readonly [string, Expression])[] = [
  ["jobs_total", select(jobs)],
  ['jobs_total{queue="mail", job="worker"}', select(jobs, { queue: "mail", job: "worker" })],
  ['jobs_total{queue=~"mail|export"}', select(jobs, { queue: ["mail", "export"] })],
  ['jobs_total{queue!="mail"}', select(jobs, { queue: { not: "mail" } })],
  ['jobs_total{note="say \\"a\\\\b\\"\\n"}', select(jobs, { note: 'say "a\\b"\n' })],
  ['jobs_total{note=~"a\\\\.b|c\\\\|d"}', select(jobs, { note: ["a.b", "c|d"] })],
  ['jobs_total{instance=~"$instance"}', select(jobs, { instance: { matches: "$instance" } })],
  ["rate(jobs_total[5m] offset 1h)", over("rate", offset(select(jobs), 3600), 300)],
  ["rate(jobs_total[$__rate_interval])", over("rate", select(jobs), "$__rate_interval")],
  ['wait_seconds_bucket{le="0.5"}', selectBucket(wait, 0.5)],
  ['wait_seconds_bucket{le=~"1|1\\\\.0"}', selectBucket(wait, 1)],
  ['size_bytes_bucket{le=~"0|0\\\\.0"}', selectBucket(size, 0)],
  ['size_bytes_bucket{le=~"1000000|1e\\\\+06"}', selectBucket(size, 1_000_000)],
  ['size_bytes_bucket{le=~"1048576|1\\\\.048576e\\\\+06"}', selectBucket(size, 1_048_576)],
  ['size_bytes_bucket{le="1e+21"}', selectBucket(size, 1e21)],
  ["wait_seconds_count", selectCount(wait)],
  ["sum by (queue) (rate(jobs_total[1m]))", aggregate("sum", over("rate", select(jobs), 60), { by: ["queue"] })],
  ["sum by () (queue_depth)", aggregate("sum", select(depth), { by: [] })],
  ["topk(5, queue_depth)", rank("topk", 5, select(depth))],
  [
    "histogram_quantile(0.95, sum by (le) (rate(wait_seconds_bucket[5m])))",
    histogramQuantile(0.95, aggregate("sum", over("rate", selectBuckets(wait), 300), { by: ["le"] })),
  ],
  ["max_over_time(queue_depth[1h:5m])", over("max_over_time", subquery(select(depth), 3600, 300))],
  ["(queue_depth + 1) * 2", binary(binary(select(depth), "+", 1), "*", 2)],
  ["queue_depth + 1 * 2", binary(select(depth), "+", binary(1, "*", 2))],
  ["queue_depth - (queue_depth - 1)", binary(select(depth), "-", binary(select(depth), "-", 1))],
  ["queue_depth ^ 2 ^ 3", binary(select(depth), "^", binary(2, "^", 3))],
  ["(queue_depth ^ 2) ^ 3", binary(binary(select(depth), "^", 2), "^", 3)],
  ["(-queue_depth) ^ 2", binary(negate(select(depth)), "^", 2)],
  ["(-1) ^ 2", binary(-1, "^", 2)],
  ["-(queue_depth + 1)", negate(binary(select(depth), "+", 1))],
  ["queue_depth > bool 3", binary(select(depth), ">", 3, { bool: true })],
  [
    "queue_depth / on (job) group_left () queue_depth",
    binary(select(depth), "/", select(depth), { matching: { kind: "on", labels: ["job"], group: { side: "left", labels: [] } } }),
  ],
  ['label_replace(queue_depth, "a", "$1", "b", "(.*)")', call("label_replace", select(depth), "a", "$1", "b", "(.*)")],
];

test.each(cases)("prints %s", (text, expression) => {
  expect(print(expression)).toBe(text);
});

test.each([
  [0.2, "1s"],
  [90, "1m30s"],
  [300, "5m"],
  [3600, "1h"],
  [30 * 86_400, "30d"],
  ["$__range", "$__range"],
] as const)("a duration of %s is written %s", (duration, text) => {
  expect(printDuration(duration)).toBe(text);
});

test.each([
  ["matcher_label_unknown", () => select(jobs, { colour: "red" } as never)],
  ["matcher_value_unknown", () => select(jobs, { queue: "nail" } as never)],
  ["matcher_empty", () => select(jobs, { queue: [] })],
  ["bound_not_a_bucket", () => selectBucket(wait, 0.7 as never)],
  ["not_a_counter", () => over("rate", select(depth), 300)],
  ["range_missing", () => over("rate", select(jobs))],
])("refuses what could return nothing: %s", (code, build) => {
  expect(build).toThrow(expect.objectContaining({ code }));
});
