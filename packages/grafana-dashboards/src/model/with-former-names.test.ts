import { print } from "@platform/promql";
import { sloRecords } from "@platform/slo";
import { expect, test } from "vitest";
import { promtool } from "../../test/promtool.ts";
import { renamedShop } from "../../test/renamed-shop.ts";
import { shop } from "../../test/shop-platform.ts";
import { checkModel } from "../checks/checks.ts";
import { renderPrometheus } from "../render/prometheus.ts";
import { renderYaml } from "../render/yaml.ts";
import { buildModel } from "./build-model.ts";

const model = buildModel(renamedShop);

function queries() {
  return model.dashboards
    .flatMap(({ rows }) => rows.flatMap(({ panels }) => panels.flatMap((panel) => panel.queries)))
    .map(({ expression }) => print(expression));
}

test("every query and every rule that reads a renamed metric reads its former name too", () => {
  const rules = model.ruleFiles.flatMap(({ groups }) => groups.flatMap((group) => group.rules)).map(({ expression }) => print(expression));
  const reading = [...queries(), ...rules].filter((text) => text.includes("orders_total"));
  expect(reading.length).toBeGreaterThan(5);
  for (const text of reading) {
    expect(text.split("purchases_total").length, text).toBe(text.split("orders_total").length);
  }
  expect(reading.join("\n")).not.toMatch(/purchases_total\{[^}]*channel/);
});

test("the checks know the former name as they know the present one", () => {
  expect(checkModel(model)).toEqual(checkModel(buildModel(shop)));
});

test("promtool takes the rules", () => {
  const files = renderPrometheus(model).filter(({ path }) => path.includes("/rules/"));
  expect(promtool(["check", "rules", ...files.map(({ path }) => path)], files)).toMatchObject({ status: 0 });
});

test.each([
  ["in place", "a:1"],
  ["by another instance", "b:1"],
])("an objective counts on when the renamed metric is deployed %s, in the real engine", (_, instance) => {
  const files = renderPrometheus(model).filter(({ path }) => path.endsWith("rules/checkout.yml"));
  const series = (name: string, labels: Readonly<Record<string, string>>) =>
    `${name}{${Object.entries({ job: "checkout", outcome: "paid", ...labels })
      .map(([label, value]) => `${label}="${value}"`)
      .join(",")}}`;
  const tests = {
    rule_files: files.map(({ path }) => path),
    evaluation_interval: "30s",
    tests: [
      {
        interval: "15s",
        input_series: [
          // Two events a second, for 20 minutes under the one name, and then under the other.
          { series: series("purchases_total", { instance: "a:1", medium: "web" }), values: "1000+30x79 stale" },
          { series: series("orders_total", { instance, channel: "web" }), values: "_x80 0+30x160" },
          {
            series: `process_start_time_seconds{job="checkout",instance="a:1"}`,
            values: instance === "a:1" ? "-1000x79 1200x160" : "-1000x79 stale",
          },
          { series: `process_start_time_seconds{job="checkout",instance="b:1"}`, values: "_x80 1200x160" },
        ],
        promql_expr_test: [10, 15, 20, 25, 30, 35, 40, 50].map((minutes) => ({
          expr: `clamp_max(${sloRecords.tileTotal.name}{slo="payment"}, 601) >= bool ${minutes === 20 || minutes === 25 ? 0 : 599}`,
          eval_time: `${minutes}m30s`,
          exp_samples: [{ labels: '{job="checkout", slo="payment"}', value: 1 }],
        })),
      },
    ],
  };
  expect(promtool(["test", "rules", "test.yml"], [...files, { path: "test.yml", content: renderYaml(tests) }])).toEqual({
    status: 0,
    output: expect.stringContaining("SUCCESS"),
  });
});
