import { defineCounter, defineHistogram } from "@platform/metrics/define";
import { expect, test } from "vitest";
import { aggregate, binary, call, histogramQuantile, over } from "./build.ts";
import type { Expression } from "./expression.ts";
import { labelsOf } from "./labels-of.ts";
import { print } from "./print.ts";
import { formerSeries, readBothNames } from "./read-both-names.ts";
import { select, selectBuckets } from "./select.ts";

const until = "2027-01-31";
const labels = { queue: ["mail", "export"], outcome: ["ok", "failed"] } as const;
const jobs = defineCounter({ name: "jobs_total", help: "Jobs.", labels, renamedFrom: { name: "tasks_total", until } });
const moved = defineCounter({
  name: "moved_total",
  help: "Moved.",
  labels,
  renamedFrom: { name: "shifted_total", labels: { queue: "line" }, until },
});
const took = defineHistogram({ name: "took_seconds", help: "Took.", buckets: [1], renamedFrom: { name: "lasted_seconds", until } });
const plain = defineCounter({ name: "plain_total", help: "Plain." });

test.each<[Expression, string]>([
  [select(jobs, { outcome: "ok" }), 'jobs_total{outcome="ok"} or tasks_total{outcome="ok"}'],
  [over("rate", select(jobs), 300), "rate(jobs_total[5m]) or rate(tasks_total[5m])"],
  [aggregate("sum", over("rate", select(jobs), 300), { by: ["queue"] }), "sum by (queue) (rate(jobs_total[5m]) or rate(tasks_total[5m]))"],
  [
    over("rate", select(moved, { queue: "mail" }), 300),
    'rate(moved_total{queue="mail"}[5m]) or label_replace(label_replace(rate(shifted_total{line="mail"}[5m]), "queue", "$1", "line", "(.*)"), "line", "", "line", ".*")',
  ],
  [
    histogramQuantile(0.9, aggregate("sum", over("rate", selectBuckets(took), 300), { by: ["le"] })),
    "histogram_quantile(0.9, sum by (le) (rate(took_seconds_bucket[5m]) or rate(lasted_seconds_bucket[5m])))",
  ],
  [binary(select(jobs), "/", select(plain)), "(jobs_total or tasks_total) / plain_total"],
  [over("absent_over_time", select(jobs), 300), "absent_over_time(jobs_total[5m]) and absent_over_time(tasks_total[5m])"],
  [over("rate", select(plain), 300), "rate(plain_total[5m])"],
  [
    aggregate("max", call("absent", select(moved, { job: "a", queue: "mail" })), { by: ["job"] }),
    'max by (job) (absent(moved_total{job="a", queue="mail"}) and label_replace(label_replace(absent(shifted_total{job="a", line="mail"}), "queue", "$1", "line", "(.*)"), "line", "", "line", ".*"))',
  ],
  [
    aggregate("sum", binary(over("last_over_time", select(jobs), 300), "-", over("last_over_time", { ...select(jobs), offsetSeconds: 300 }, 300))),
    "sum(last_over_time(jobs_total[5m]) - last_over_time(jobs_total[5m] offset 5m) or last_over_time(tasks_total[5m]) - last_over_time(tasks_total[5m] offset 5m))",
  ],
  [
    binary(over("rate", select(jobs), 300), "/", aggregate("sum", over("rate", select(jobs), 300))),
    "(rate(jobs_total[5m]) or rate(tasks_total[5m])) / sum(rate(jobs_total[5m]) or rate(tasks_total[5m]))",
  ],
])("%# is asked under both names", (expression, text) => {
  expect(print(readBothNames(expression))).toBe(text);
});

test("both halves keep the labels of the present definition", () => {
  expect([...labelsOf(readBothNames(select(moved))).keys()].sort()).toEqual(["instance", "job", "outcome", "queue"]);
});

test("what was never renamed has no former series, and its expression is not copied", () => {
  expect(formerSeries(plain)).toBeUndefined();
  expect(formerSeries(moved)).toMatchObject({ name: "shifted_total", labels: { line: labels.queue, outcome: labels.outcome } });
  const expression = over("rate", select(plain), 300);
  expect(print(readBothNames(expression))).toBe(print(expression));
});
