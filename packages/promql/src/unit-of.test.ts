import { currency, defineCounter, defineGauge, defineHistogram } from "@platform/metrics/define";
import { expect, test } from "vitest";
import { aggregate, binary, call, histogramQuantile, negate, number, over, predictLinear, quantileOverTime, rank, subquery, time } from "./build.ts";
import type { Expression } from "./expression.ts";
import { print } from "./print.ts";
import { select, selectBuckets, selectCount, selectSum } from "./select.ts";
import type { RecordDefinition } from "./series.ts";
import { unitOf } from "./unit-of.ts";

const jobs = defineCounter({ name: "jobs_total", help: "Jobs." });
const sent = defineCounter({ name: "sent_bytes_total", help: "Sent." });
const cpu = defineCounter({ name: "cpu_seconds_total", help: "CPU." });
const heap = defineGauge({ name: "heap_bytes", help: "Heap." });
const depth = defineGauge({ name: "queue_depth", help: "Waiting." });
const disk = defineGauge({ name: "disk_used_ratio", help: "Disk." });
const start = defineGauge({ name: "process_start_time_seconds", help: "Start." });
const oven = defineGauge({ name: "oven_celsius", help: "Oven." });
const wait = defineHistogram({ name: "wait_seconds", help: "Wait.", buckets: [1] });
const revenue = defineCounter({
  name: "revenue_total",
  help: "Money.",
  unit: currency("currency"),
  labels: { currency: ["EUR", "USD"], shop: ["a", "b"] },
});
const fees = defineCounter({ name: "fees_total", help: "Money.", unit: currency("coin"), labels: { coin: ["EUR", "USD"] } });
const sentRate = {
  kind: "record",
  name: "job:sent:rate5m",
  help: "Sent.",
  unit: "bytes",
  perSecond: true,
  labels: {},
} as const satisfies RecordDefinition;
const cpuRate = { ...sentRate, name: "job:cpu:rate5m", unit: "seconds" } as const;

const rate = (of: Parameters<typeof over>[1]) => over("rate", of, 300);
const byCurrency = aggregate("sum", rate(select(revenue)), { by: ["currency"] });

const cases: readonly (readonly [string, Expression])[] = [
  ["count", select(jobs)],
  ["count/s", rate(select(jobs))],
  ["count", over("increase", select(jobs), 300)],
  ["bytes/s", rate(select(sent))],
  ["ratio", rate(select(cpu))],
  ["bytes/s", over("deriv", select(heap), 300)],
  ["bytes", over("max_over_time", select(heap), 300)],
  ["bytes", quantileOverTime(0.9, select(heap), 300)],
  ["bytes", predictLinear(select(heap), 300, 3600)],
  ["count", over("changes", select(heap), 300)],
  ["bytes/s", over("max_over_time", subquery(rate(select(sent)), 3600, 60))],
  ["seconds", histogramQuantile(0.9, aggregate("sum", rate(selectBuckets(wait)), { by: ["le"] }))],
  ["count/s", rate(selectBuckets(wait))],
  ["count/s", rate(selectCount(wait))],
  ["ratio", rate(selectSum(wait))],
  ["seconds", binary(rate(selectSum(wait)), "/", rate(selectCount(wait)))],
  ["bytes", binary(rate(select(sent)), "/", rate(select(jobs)))],
  ["seconds", binary(select(depth), "/", rate(select(jobs)))],
  ["seconds", binary(select(heap), "/", rate(select(sent)))],
  ["bytes/s", binary(select(heap), "/", selectSum(wait))],
  ["ratio", binary(rate(select(jobs)), "/", rate(select(jobs)))],
  ["ratio", binary(1, "-", binary(select(heap), "/", select(heap)))],
  ["count", binary(binary(select(jobs), "/", select(jobs)), "/", 0.001)],
  ["bytes", binary(select(heap), "*", 2)],
  ["bytes", binary(select(heap), "*", select(disk))],
  ["bytes", binary(select(disk), "*", select(heap))],
  ["bytes", binary(rate(select(sent)), "*", selectSum(wait))],
  ["count/s", binary(rate(select(jobs)), "or", binary(0, "*", select(depth)))],
  ["bytes", binary(select(heap), ">", 1000)],
  ["count", binary(select(heap), ">", 1000, { bool: true })],
  ["bytes", binary(select(heap), "and", rate(select(jobs)))],
  ["seconds", binary(time(), "-", select(start))],
  ["timestamp", binary(select(start), "+", 60)],
  ["timestamp", aggregate("max", select(start))],
  ["timestamp", call("timestamp", select(heap))],
  ["celsius", aggregate("max", select(oven))],
  ["bytes", negate(select(heap))],
  ["bytes", call("clamp_min", select(heap), 1)],
  ["count", call("vector", 1)],
  ["count", number(3)],
  ["count", aggregate("count", select(heap))],
  ["bytes", rank("topk", 3, select(heap))],
  ["currency/s", byCurrency],
  ["currency/s", rank("topk", 1, byCurrency)],
  ["currency", aggregate("sum", select(revenue, { currency: "EUR" }))],
  ["currency", binary(byCurrency, "/", rate(select(jobs)))],
  ["ratio", binary(byCurrency, "/", byCurrency)],
  ["bytes/s", select(sentRate)],
  ["ratio", select(cpuRate)],
];

test.each(cases)("is in %s", (unit, expression) => {
  const { unit: found, perSecond } = unitOf(expression);
  expect(`${typeof found === "object" ? found.kind : found}${perSecond ? "/s" : ""}`, print(expression)).toBe(unit);
});

test.each([
  ["units_mixed", binary(select(heap), "+", select(depth))],
  ["units_mixed", binary(select(heap), ">", selectSum(wait))],
  ["units_mixed", binary(rate(select(sent)), "or", select(heap))],
  ["units_mixed", binary(select(start), "+", select(heap))],
  ["units_mixed", binary(aggregate("max", select(revenue), { by: ["currency"] }), "-", aggregate("max", select(fees), { by: ["coin"] }))],
  ["units_meaningless", binary(select(start), "+", select(start))],
  ["units_meaningless", binary(select(heap), "*", select(heap))],
  ["units_meaningless", binary(1, "/", select(heap))],
  ["units_meaningless", binary(select(heap), "/", select(oven))],
  ["units_meaningless", binary(select(heap), "^", 2)],
  ["units_meaningless", over("deriv", subquery(rate(select(sent)), 3600, 60))],
  ["units_meaningless", aggregate("sum", select(start))],
  ["units_meaningless", aggregate("sum", select(oven))],
  ["currencies_mixed", aggregate("sum", select(revenue))],
  ["currencies_mixed", aggregate("sum", rate(select(revenue)), { by: ["shop"] })],
  ["currencies_mixed", aggregate("max", byCurrency)],
] as const)("refuses what has no unit: %s", (code, expression) => {
  expect(() => unitOf(expression)).toThrow(expect.objectContaining({ code }));
});
