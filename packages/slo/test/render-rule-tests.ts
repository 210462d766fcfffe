import {
  type AlertExpectation,
  binary,
  call,
  type InputSeries,
  print,
  type RuleGroup,
  type RuleTest,
  type SampleRun,
  seriesName,
  type ValueExpectation,
} from "@platform/promql";
import { alertLabels } from "./render-rules.ts";

/**
 * Tests as a promtool test file. Firing alerts are read from the series ALERTS, with every label, since promtool compares
 * an alert's annotations to the letter, measured values included. Groups are evaluated in their order: without one promtool takes any.
 */
export function renderRuleTests(tests: readonly RuleTest[], ruleFile: string, groups: readonly RuleGroup[]): string {
  const evaluations = new Set(tests.map((test) => test.evaluationSeconds));
  const [evaluationSeconds] = evaluations;
  if (evaluations.size !== 1) {
    throw new Error(`A test file has one evaluation interval, got ${[...evaluations].join(", ")}.`);
  }
  return JSON.stringify({
    rule_files: [ruleFile],
    evaluation_interval: `${evaluationSeconds}s`,
    group_eval_order: groups.map(({ name }) => name),
    tests: tests.map(renderTest),
  });
}

function renderTest({ name, sampleSeconds, input, expectations, values = [] }: RuleTest): object {
  return {
    name,
    interval: `${sampleSeconds}s`,
    input_series: input.map((series) => ({ series: renderSeries(series), values: series.samples.map(renderRun).join(" ") })),
    promql_expr_test: [...expectations.map(renderExpectation), ...values.map(renderValue)],
  };
}

export function renderSeries(series: Omit<InputSeries, "samples">): string {
  return `${seriesName(series)}${renderLabels(series.labels)}`;
}

function renderExpectation({ alert, atSeconds, firing }: AlertExpectation): object {
  return {
    expr: `ALERTS{alertname="${alert.name}", alertstate="firing"}`,
    eval_time: `${atSeconds}s`,
    exp_samples: firing.map((labels) => ({
      labels: `ALERTS${renderLabels({ alertname: alert.name, alertstate: "firing", ...labels, ...alertLabels(alert) })}`,
      value: 1,
    })),
  };
}

function renderValue({ expression, atSeconds, labels, value, within }: ValueExpectation): object {
  return {
    expr: print(binary(call("abs", binary(expression, "-", value ?? 0)), "<=", within, { bool: true })),
    eval_time: `${atSeconds}s`,
    exp_samples: value === undefined ? [] : [{ labels: renderLabels(labels), value: 1 }],
  };
}

function renderLabels(labels: Readonly<Record<string, string>>): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(", ")}}`;
}

/** `0+1x3` are the four samples 0, 1, 2, 3. */
export function renderRun(run: SampleRun): string {
  switch (run.kind) {
    case "line":
      return run.count === 1 ? String(run.from) : `${run.from}${run.step < 0 ? "-" : "+"}${Math.abs(run.step)}x${run.count - 1}`;
    case "histogram":
      return `${histogramText(run.offset, run.from)}${run.count === 1 ? "" : `+${histogramText(run.offset, run.step)}x${run.count - 1}`}`;
    case "none":
      return run.count === 1 ? "_" : `_x${run.count}`;
    case "stale":
      return "stale";
  }
}

/** promtool of Prometheus 3 reads it: schema 0 is a factor of 2. */
function histogramText(offset: number, buckets: readonly number[]): string {
  return `{{schema:0 count:${buckets.reduce((sum, bucket) => sum + bucket, 0)} offset:${offset} buckets:[${buckets.join(" ")}]}}`;
}
