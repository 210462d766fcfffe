import { alertRuleTests } from "@platform/alerts";
import {
  type AlertExpectation,
  alerts,
  binary,
  call,
  type InputSeries,
  print,
  printDuration,
  type RuleTest,
  type SampleRun,
  select,
  seriesName,
  type ValueExpectation,
} from "@platform/promql";
import { sloRuleTests } from "@platform/slo";
import { scrapeIntervalOf } from "../definition/platform-definition.ts";
import { addedLabels } from "../model/added-labels.ts";
import { exporterAlerts } from "../model/exporter-rules.ts";
import type { Model, OutputFile, RuleFile } from "../model/model.ts";
import { serviceAlerts } from "../model/service-alerts.ts";
import { RULES_FOLDER } from "./prometheus-rules.ts";
import { renderYaml } from "./yaml.ts";

/**
 * Tests of every alert, for `promtool test rules`. They take promtool minutes, so that they are written
 * only where they are asked for.
 *
 * @returns `prometheus/tests/<service>-<interval>.yml`; under `prometheus/tests/native` those that promtool of Prometheus 2.42 cannot read
 * @see https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/
 */
export function renderPrometheusTests({ platform, services, exporters, ruleFiles }: Model): readonly OutputFile[] {
  const { evaluationIntervalSeconds, tileSeconds } = platform.prometheus;
  const ofExporters = exporters.flatMap((exporter) => {
    const file = ruleFiles.find((one) => one.service === exporter.name);
    return file === undefined ? [] : renderRuleTests(file, alertRuleTests(exporterAlerts(exporter, platform.prometheus)));
  });
  const ofServices = services.flatMap(({ service }) => {
    const scrapeIntervalSeconds = scrapeIntervalOf(platform.prometheus, service.name);
    const file = ruleFiles.find((one) => one.service === service.name);
    return file === undefined
      ? []
      : renderRuleTests(file, [
          ...sloRuleTests({ service, scrapeIntervalSeconds, evaluationIntervalSeconds, tileSeconds }),
          ...alertRuleTests(serviceAlerts(service, scrapeIntervalSeconds)),
        ]);
  });
  return [...ofServices, ...ofExporters];
}

/** Tests of one rule file, one file for each interval of evaluation, since promtool takes one. */
export function renderRuleTests(file: RuleFile, tests: readonly RuleTest[]): readonly OutputFile[] {
  return [true, false].flatMap((native) => {
    const [folder, up] = native ? ["prometheus/tests/native", "../.."] : ["prometheus/tests", ".."];
    const some = tests.filter((test) => hasHistograms(test) === native);
    return [...Map.groupBy(some, ({ evaluationSeconds }) => evaluationSeconds)].map(([seconds, ofInterval]) => ({
      path: `${folder}/${file.name}-${printDuration(seconds)}.yml`,
      content: renderYaml({
        rule_files: [`${up}/${RULES_FOLDER}/${file.name}.yml`],
        evaluation_interval: printDuration(seconds),
        // In their order: without one promtool takes any.
        group_eval_order: file.groups.map(({ name }) => name),
        tests: ofInterval.map((test) => testData(test, file)),
      }),
    }));
  });
}

/** Native histograms as samples are read by promtool of Prometheus 3. */
function hasHistograms({ input }: RuleTest): boolean {
  return input.some(({ samples }) => samples.some(({ kind }) => kind === "histogram"));
}

function testData({ name, sampleSeconds, input, expectations, values = [] }: RuleTest, file: RuleFile): object {
  return {
    name,
    interval: printDuration(sampleSeconds),
    input_series: input.map((series) => ({ series: seriesText(seriesName(series), series.labels), values: series.samples.map(runText).join(" ") })),
    promql_expr_test: [...expectations.map((expectation) => expectationData(expectation, file)), ...values.map(valueData)],
  };
}

/** Firing alerts are read from their series, since promtool would compare annotations to the letter, measured values included. */
function expectationData({ alert, atSeconds, firing }: AlertExpectation, file: RuleFile): object {
  const matchers = { alertname: alert.name, alertstate: "firing" } as const;
  return {
    expr: print(select(alerts, matchers)),
    eval_time: `${atSeconds}s`,
    exp_samples: firing.map((labels) => ({
      labels: seriesText(alerts.name, { ...matchers, ...labels, ...addedLabels(alert, file) }),
      value: 1,
    })),
  };
}

/** The engine compares, since promtool takes a value to the last bit. */
function valueData({ expression, atSeconds, labels, value, within }: ValueExpectation): object {
  return {
    expr: print(binary(call("abs", binary(expression, "-", value ?? 0)), "<=", within, { bool: true })),
    eval_time: `${atSeconds}s`,
    exp_samples: value === undefined ? [] : [{ labels: seriesText("", labels), value: 1 }],
  };
}

function seriesText(name: string, labels: InputSeries["labels"]): string {
  const list = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${name}{${list.join(", ")}}`;
}

/** `0+1x3` are the four samples 0, 1, 2, 3. */
function runText(run: SampleRun): string {
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
