import { type Expression, print } from "@platform/promql";
import { promtool } from "./promtool.ts";

/** Ten minutes of samples, one in 15 seconds, by series: `up{job="mail"}` to `1x40`, in promtool's notation of values. */
export type Samples = Readonly<Record<string, string>>;

/** What a query answers after ten minutes: value by labels, `{job="mail"}`. */
export type Answer = Readonly<Record<string, number>>;

/**
 * Asks Prometheus' own engine, with every drop-down at "All".
 *
 * @returns what promtool says: empty where the answer is the expected one
 * @see https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/
 */
export function differenceFrom(answer: Answer, expression: Expression, samples: Samples): string {
  const expr = print(expression)
    .replaceAll(/"\$[a-z]+"/g, '".+"')
    .replaceAll("$__rate_interval", "1m")
    .replaceAll("$__interval", "1m")
    .replaceAll("$__range", "5m");
  const test = {
    interval: "15s",
    input_series: Object.entries(samples).map(([series, values]) => ({ series, values })),
    promql_expr_test: [{ expr, eval_time: "10m", exp_samples: Object.entries(answer).map(([labels, value]) => ({ labels, value })) }],
  };
  const { status, output } = promtool(
    ["test", "rules", "tests.yml"],
    [
      { path: "rules.yml", content: JSON.stringify({ groups: [] }) },
      { path: "tests.yml", content: JSON.stringify({ rule_files: ["rules.yml"], evaluation_interval: "15s", tests: [test] }) },
    ],
  );
  return status === 0 ? "" : output;
}
