import { expect, test } from "vitest";
import { shopModel } from "../../test/shop-model.ts";
import { renderFiles } from "../render/renderers.ts";
import { describeChanges } from "./describe-changes.ts";

function rules(expr: string, rest = ""): readonly { readonly path: string; readonly content: string }[] {
  return [{ path: "rules/a.yml", content: `groups: [{ name: g, rules: [{ alert: CheckoutSlow, expr: '${expr}'${rest} }] }]` }];
}

function panel(threshold: number, expr = "up", unit = "s", rest = {}): readonly { readonly path: string; readonly content: string }[] {
  const steps = [
    { color: "green", value: null },
    { color: "red", value: threshold },
  ];
  const dashboard = {
    uid: "checkout",
    title: "Checkout",
    panels: [
      {
        title: "Latency",
        type: "timeseries",
        id: threshold,
        targets: [{ refId: "A", expr }],
        fieldConfig: { defaults: { unit, thresholds: { steps } } },
        ...rest,
      },
    ],
  };
  return [{ path: "dashboards/checkout.json", content: JSON.stringify(dashboard) }];
}

function told(before: Parameters<typeof describeChanges>[0], after: Parameters<typeof describeChanges>[1]): readonly string[] {
  return describeChanges(before, after).map(({ kind, subject, what }) => [kind, subject, what].filter((part) => part !== undefined).join(" | "));
}

const P99 = "histogram_quantile(0.99, sum by (le) (rate(http_seconds_bucket[5m])))";

test.each([
  ["a threshold of a panel, in its unit", panel(0.3), panel(0.5), ["changed | dashboard checkout › Latency | threshold 300 → 500 ms"]],
  ["a share", panel(0.01, "up", "percentunit"), panel(0.05, "up", "percentunit"), ["changed | dashboard checkout › Latency | threshold 1 → 5 %"]],
  [
    "a threshold of an alert on a percentile",
    rules(`${P99} > 0.3`),
    rules(`${P99} > 0.5`),
    ["changed | alert CheckoutSlow | p99 threshold 300 → 500 ms"],
  ],
  ["a window", rules("rate(a_total[5m]) > 1"), rules("rate(a_total[1h]) > 1"), ["changed | alert CheckoutSlow | window 5m → 1h"]],
  ["a percentile", rules(`${P99} > 1`), rules(`${P99.replace("0.99", "0.95")} > 1`), ["changed | alert CheckoutSlow | quantile p99 → p95"]],
  ["a query that is another", rules("a > 1"), rules("b > 1"), ["changed | alert CheckoutSlow | query a > 1 → b > 1"]],
  [
    "a time to wait and a label",
    rules("a > 1", ", for: 5m"),
    rules("a > 1", ", for: 10m, labels: { severity: critical }"),
    ["changed | alert CheckoutSlow | for 5m → 10m", "changed | alert CheckoutSlow | label severity critical added"],
  ],
  [
    "a panel that is gone",
    panel(1),
    [{ path: "dashboards/checkout.json", content: '{"uid":"checkout","title":"Checkout","panels":[]}' }],
    ["removed | dashboard checkout › Latency"],
  ],
  ["a file that is new", [], rules("a > 1"), ["added | group g", "added | alert CheckoutSlow"]],
  ["a place on the grid is none", panel(1, "up", "s", { gridPos: { x: 0 } }), panel(1, "up", "s", { gridPos: { x: 12 } }), []],
])("%s", (_, before, after, changes) => {
  expect(told(before, after)).toEqual(changes);
});

test("a setting of another file is told by its path, whatever stands before it", () => {
  const config = (jobs: readonly string[], seconds: number) => [
    {
      path: "prometheus.yml",
      content: JSON.stringify({
        global: { scrape_interval: `${seconds}s` },
        scrape_configs: jobs.map((job_name) => ({ job_name, port: 1 })),
      }).replace(/^/, ""),
    },
  ];
  expect(told(config(["b"], 15), config(["a", "b"], 30))).toEqual([
    "changed | prometheus.yml | global.scrape_interval 15s → 30s",
    "changed | prometheus.yml | scrape_configs[a].job_name a added",
    "changed | prometheus.yml | scrape_configs[a].port 1 added",
  ]);
});

test("equal files have no change, and everything generated can be compared", () => {
  const files = renderFiles(shopModel);
  expect(
    describeChanges(
      files,
      files.map((file) => ({ ...file })),
    ),
  ).toEqual([]);
  expect(new Set(describeChanges([], files).map(({ kind }) => kind))).toEqual(new Set(["added"]));
});
