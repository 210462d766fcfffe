import { defineCounter, defineGauge } from "@platform/metrics/define";
import { binary, over, select } from "@platform/promql";
import { expect, test } from "vitest";
import { alertOn, findings, recordOf, shopModel, withMetric, withPanel, withRule } from "../../test/shop-model.ts";
import { orders, sending, stock } from "../../test/shop-platform.ts";
import { panel, show } from "../panels/panel.ts";

const vouchers = defineCounter({ name: "vouchers_total", help: "Vouchers used." });

function panelOf(expression: Parameters<typeof show>[0]) {
  return panel("timeseries", { title: "Panel", description: "", queries: [show(expression, "")] });
}

test("a metric that no service exposes", () => {
  expect(findings("series-exists", withPanel(panelOf(select(vouchers))))).toEqual([
    "error dashboard added › Panel: No service exposes and no rule records vouchers_total.",
  ]);
});

test("a record that no rule makes", () => {
  const { record } = recordOf(select(stock), { name: "orders:rate5m" });
  expect(findings("series-exists", withRule(alertOn(binary(select(record), ">", 1))))).toEqual([
    "error alert Added: No service exposes and no rule records orders:rate5m.",
  ]);
});

test("a metric of another service than the one asked, by name, in a list or through the dashboard", () => {
  const asked = [
    withPanel(panelOf(over("rate", select(orders, { job: "mail" }), 300))),
    withPanel(panelOf(over("rate", select(orders, { job: ["checkout", "mail"] }), 300))),
    withPanel(panelOf(over("rate", select(orders, { job: { matches: "$job" } }), 300)), { service: "mail" }),
  ];
  for (const model of asked) {
    expect(findings("series-exists", model)).toEqual([`error dashboard added › Panel: Job "mail" does not have orders_total; checkout has it.`]);
  }
  expect(findings("series-exists", withPanel(panelOf(select(orders, { job: { matches: "shop-.*" } }))))).toEqual([
    'error dashboard added › Panel: No job that job=~"shop-.*" matches has orders_total.',
  ]);
});

test("a metric of every service that is asked", () => {
  expect(findings("series-exists", withPanel(panelOf(select(stock, { job: { matches: "check.*" } }))))).toEqual([]);
  expect(findings("series-exists", withPanel(panelOf(select(stock, { job: { not: "mail" } }))))).toEqual([]);
});

test("a counter that became a gauge is no counter to its readers", () => {
  const gauge = defineGauge({ name: "orders", help: "Orders." });
  const model = withMetric("checkout", orders, { ...gauge, name: "orders_total" });
  expect(findings("series-exists", model)).toContain(
    "error dashboard shop-service-checkout › Orders: orders_total of service checkout is a gauge; it is read as a counter.",
  );
});

test("a metric that is taken out of a service breaks exactly the panels and rules that read it", () => {
  const broken = findings("series-exists", withMetric("mail", sending, undefined));
  const readers = broken.map((finding) => finding.split(": ")[0]?.replace(/^error /, ""));
  expect(new Set(readers.map((reader) => reader?.split(" of group ")[0]))).toMatchInlineSnapshot(`
    Set {
      "alert MailSpeedDataMissing",
      "dashboard shop-business › Mail send duration",
      "dashboard shop-business › Mail send duration, p95 by kind",
      "dashboard shop-business › Mail send, number by kind",
      "dashboard shop-service-mail › Mail send duration",
      "dashboard shop-service-mail › Mail send duration, p95 by kind",
      "dashboard shop-service-mail › Mail send, number by kind",
      "record slo:bad_events:increase1h",
      "record slo:bad_events:tile",
      "record slo:burn_rate:multiple",
      "record slo:events:tile",
    }
  `);
  expect(findings("series-exists", shopModel)).toEqual([]);
});
