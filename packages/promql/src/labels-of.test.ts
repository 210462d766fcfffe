import { defineCounter, defineGauge, defineHistogram, open } from "@platform/metrics/define";
import { expect, test } from "vitest";
import { aggregate, binary, call, histogramQuantile, number, over, rank, subquery, time } from "./build.ts";
import type { Expression } from "./expression.ts";
import { labelsOf } from "./labels-of.ts";
import { print } from "./print.ts";
import { select, selectBuckets } from "./select.ts";
import type { RecordDefinition } from "./series.ts";

const jobs = defineCounter({ name: "jobs_total", help: "Jobs.", labels: { queue: ["mail", "export", "a.b"], note: open({ max: 5 }) } });
const depth = defineGauge({ name: "queue_depth", help: "Jobs waiting.", labels: { queue: ["mail", "export", "a.b"] } });
const wait = defineHistogram({ name: "wait_seconds", help: "Wait.", buckets: [0.5, 1] });
const burn = {
  kind: "record",
  name: "burn:rate",
  help: "Burn.",
  unit: "ratio",
  labels: { job: open({ max: 9 }), slo: ["a", "b"] },
} as const satisfies RecordDefinition;

const rate = over("rate", select(jobs), 300);
const byQueue = aggregate("sum", rate, { by: ["queue"] });

const cases: readonly (readonly [readonly string[], Expression])[] = [
  [["queue", "note", "job", "instance"], select(jobs)],
  [["le", "job", "instance"], selectBuckets(wait)],
  [["job", "slo"], select(burn)],
  [["queue", "note", "job", "instance"], rate],
  [[], aggregate("sum", rate)],
  [["queue"], byQueue],
  [["queue"], aggregate("sum", rate, { by: ["queue", "colour"] })],
  [["note", "job"], aggregate("sum", rate, { without: ["queue", "instance"] })],
  [["queue"], rank("topk", 3, byQueue)],
  [["queue"], over("max_over_time", subquery(byQueue, 3600, 60))],
  [["job"], histogramQuantile(0.9, aggregate("sum", over("rate", selectBuckets(wait), 300), { by: ["job", "le"] }))],
  [["queue"], binary(byQueue, "/", byQueue)],
  [["queue"], binary(1, "-", byQueue)],
  [[], binary(number(1), "-", time())],
  [["queue"], binary(byQueue, ">", 3)],
  [["queue"], binary(binary(time(), "-", 300), "<", byQueue)],
  [["queue"], { node: "aggregation", operator: "limitk", parameter: 2, of: byQueue }],
  [["job"], binary(select(depth), "/", select(jobs), { matching: { kind: "on", labels: ["job"] } })],
  [["job", "instance"], binary(select(depth), "/", select(jobs), { matching: { kind: "ignoring", labels: ["queue", "note"] } })],
  [
    ["queue", "job", "instance", "slo"],
    binary(select(depth), "*", select(burn), { matching: { kind: "on", labels: ["job"], group: { side: "left", labels: ["slo"] } } }),
  ],
  [
    ["queue", "job", "instance"],
    binary(select(burn), "*", select(depth), { matching: { kind: "on", labels: ["job"], group: { side: "right", labels: [] } } }),
  ],
  [["queue", "job", "instance"], binary(select(depth), "and", select(burn), { matching: { kind: "on", labels: ["job"] } })],
  [["job"], binary(select(depth), "or", select(burn))],
  [[], call("vector", 1)],
  [["queue", "job"], call("absent", select(depth, { queue: "mail", job: "$job" }))],
  [[], call("absent", byQueue)],
  [["queue", "copy"], call("label_replace", byQueue, "copy", "$1", "queue", "(.*)")],
];

test.each(cases)("keeps %s", (labels, expression) => {
  expect([...labelsOf(expression).keys()].toSorted(), print(expression)).toEqual(labels.toSorted());
});

test.each([
  ["one value is all that a matcher leaves", ["mail"], select(depth, { queue: "mail" })],
  ["a list leaves its values", ["mail", "a.b"], select(depth, { queue: ["mail", "a.b"] })],
  ["a negation leaves the others", ["export"], select(depth, { queue: { not: ["mail", "a.b"] } })],
  ["a drop-down can be anything", ["mail", "export", "a.b"], select(depth, { queue: { matches: "$queue" } })],
  ["either side of or can come", ["mail", "export"], binary(select(depth, { queue: "mail" }), "or", select(depth, { queue: "export" }))],
] as const)("knows the values of a label: %s", (_, values, expression) => {
  expect(labelsOf(expression).get("queue")).toEqual(values);
});

test("the values of le are the bounds as they are exposed", () => {
  expect(labelsOf(selectBuckets(wait)).get("le")).toEqual(["0.5", "1.0", "+Inf"]);
});
