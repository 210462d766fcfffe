import { print } from "@platform/promql";
import { expect, test } from "vitest";
import { buildModel } from "../src/model/build-model.ts";
import type { Model, Query } from "../src/model/model.ts";
import { withExemplars } from "../src/render/grafana-target.ts";
import { renderFiles } from "../src/render/renderers.ts";
import { ANY, fillVariables } from "../src/verify/fill-variables.ts";
import { promtool } from "./promtool.ts";
import { shop } from "./shop-platform.ts";

const recorded = buildModel(shop);
const raw = buildModel({ ...shop, prometheus: { ...shop.prometheus, samplesPerPanel: Number.MAX_SAFE_INTEGER } });
const AT_SECONDS = 600;
const TITLES = ["Requests", "Errors", "Latency, p99", "Requests by status", "Latency"];

/** One request a second and instance to each of two routes, of which one fails every other time; all of them under 0.1 s. */
const inputs = ["a:80", "b:80"].flatMap((instance) => [
  { series: `http_server_active_requests{job="checkout", instance="${instance}"}`, values: `1x${AT_SECONDS / 15}` },
  ...[
    ["/orders", "200", 15],
    ["/carts", "200", 7.5],
    ["/carts", "500", 7.5],
  ].flatMap(([route, status, perScrape]) => {
    const labels = `job="checkout", instance="${instance}", http_request_method="GET", http_route="${route}", http_response_status_code="${status}"`;
    const values = `0+${perScrape}x${AT_SECONDS / 15}`;
    const name = "http_server_request_duration_seconds";
    return [
      { series: `${name}_count{${labels}}`, values },
      { series: `${name}_bucket{${labels}, le="0.1"}`, values },
      { series: `${name}_bucket{${labels}, le="0.05"}`, values: `0+${Number(perScrape) / 2}x${AT_SECONDS / 15}` },
      { series: `${name}_bucket{${labels}, le="+Inf"}`, values },
    ];
  }),
]);

function queriesOf({ dashboards }: Model): readonly Query[] {
  const panels = dashboards.filter(({ service }) => service === "checkout").flatMap(({ rows }) => rows.flatMap((row) => row.panels));
  return panels.filter(({ title }) => TITLES.includes(title)).flatMap(({ queries }) => queries);
}

function filled(query: Query): string {
  const variables = new Map([
    ["job", "checkout"],
    ["instance", ANY],
    ["route", ANY],
  ]);
  return print(fillVariables(withExemplars(query), { variables, rangeSeconds: 3600, stepSeconds: 60, scrapeIntervalSeconds: 15 }));
}

test("a panel shows the same, whether it reads records or the metrics themselves, with exemplars or without", () => {
  const pairs = queriesOf(recorded).map((query, index) => [filled(query), filled(queriesOf(raw)[index] as Query)] as const);
  const changed = pairs.filter(([one, other]) => one !== other);
  expect(changed.length).toBeGreaterThan(10);
  const rules = renderFiles(recorded).find(({ path }) => path === "prometheus/rules/checkout.yml")?.content ?? "";
  // A difference leaves no series but one that tells: what is equal is 0 everywhere.
  const differences = changed.map(([one, other]) => ({
    expr: `max(abs((${one}) - (${other}))) > bool 1e-9`,
    eval_time: `${AT_SECONDS}s`,
    exp_samples: [{ labels: "{}", value: 0 }],
  }));
  const tests = {
    rule_files: ["rules.yml"],
    evaluation_interval: "30s",
    tests: [{ interval: "15s", input_series: inputs, promql_expr_test: differences }],
  };
  const { status, output } = promtool(
    ["test", "rules", "test.json"],
    [
      { path: "rules.yml", content: rules },
      { path: "test.json", content: JSON.stringify(tests) },
    ],
  );
  expect(output).toContain("SUCCESS");
  expect(status).toBe(0);
});
