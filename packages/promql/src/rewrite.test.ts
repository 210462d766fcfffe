import { defineCounter, defineGauge } from "@platform/metrics/define";
import { expect, test } from "vitest";
import { aggregate, binary, call, negate, over, rank, subquery } from "./build.ts";
import type { Expression } from "./expression.ts";
import { print } from "./print.ts";
import { rewrite } from "./rewrite.ts";
import { select } from "./select.ts";

const jobs = defineCounter({ name: "jobs_total", help: "Jobs." });
const tasks = defineCounter({ name: "tasks_total", help: "Tasks." });
const depth = defineGauge({ name: "queue_depth", help: "Jobs waiting." });

const cases: readonly (readonly [Expression, string])[] = [
  [select(jobs), "tasks_total"],
  [over("rate", select(jobs), "$__rate_interval"), "rate(tasks_total[1m])"],
  [aggregate("sum", over("rate", select(jobs), 300), { by: ["job"] }), "sum by (job) (rate(tasks_total[5m]))"],
  [rank("topk", 3, select(jobs)), "topk(3, tasks_total)"],
  [over("max_over_time", subquery(select(depth), "$__range", 60)), "max_over_time(queue_depth[1m:1m])"],
  [binary(negate(select(jobs)), "/", call("clamp_min", select(jobs), 1)), "-tasks_total / clamp_min(tasks_total, 1)"],
  [call("label_replace", select(jobs), "a", "$1", "b", "(.*)"), 'label_replace(tasks_total, "a", "$1", "b", "(.*)")'],
];

test.each(cases)("every selector and every range is replaced, wherever it stands: %#", (expression, text) => {
  const before = print(expression);
  const rewritten = rewrite(expression, {
    selector: (selector) => (selector.series === jobs ? { ...selector, series: tasks } : selector),
    duration: (duration) => (typeof duration === "string" ? 60 : duration),
  });
  expect(print(rewritten)).toBe(text);
  expect(print(expression)).toBe(before);
});

test("an aggregation is replaced as a whole, and nothing under the other one is", () => {
  const sum = aggregate("sum", select(jobs));
  const other = aggregate("max", select(jobs));
  const expression = binary(sum, "/", aggregate("count", select(jobs)));
  const rewritten = rewrite(expression, {
    selector: (selector) => ({ ...selector, series: tasks }),
    aggregation: (aggregation) => (aggregation.operator === "sum" ? other : aggregation),
  });
  expect(print(rewritten)).toBe("max(jobs_total) / count(tasks_total)");
});

test("without replacements the expression is not even copied", () => {
  for (const [expression] of cases) {
    expect(rewrite(expression, {})).toBe(expression);
  }
});
