import { defineGauge } from "@platform/metrics/define";
import { aggregate, binary, select } from "@platform/promql";
import { expect, test } from "vitest";
import { alertOn, findings, recordOf, withMetric, withRule } from "../../test/shop-model.ts";
import { orders, stock } from "../../test/shop-platform.ts";

test("a metric that brings a label of the scrape", () => {
  const gauge = defineGauge({ name: "stock_items", help: "Items." });
  expect(findings("label-clash", withMetric("checkout", stock, { ...gauge, labels: { instance: ["a"] } }))).toContain(
    'error metric stock_items of service checkout: Its label "instance" is that of the scrape: Prometheus would store it as "exported_instance".',
  );
});

test("an alert that overwrites a label by which its series differ", () => {
  const byChannel = binary(aggregate("sum", select(orders), { by: ["channel"] }), ">", 1);
  expect(findings("label-clash", withRule(alertOn(byChannel, { labels: { channel: "web" } })))).toEqual([
    'error alert Added: It writes channel="web" over the label "channel" of its series: series that differ only there become one, and the rule fails.',
  ]);
});

test("a record that overwrites a label by which its series differ", () => {
  const rule = recordOf(aggregate("sum", select(orders), { by: ["channel"] }), { labels: { channel: ["web"] } }, { channel: "web" });
  expect(findings("label-clash", withRule(rule))).toHaveLength(1);
});

test("a label that is written over itself", () => {
  const web = binary(aggregate("sum", select(orders, { channel: "web" }), { by: ["channel"] }), ">", 1);
  expect(findings("label-clash", withRule(alertOn(web, { labels: { channel: "web" } })))).toEqual([]);
});
