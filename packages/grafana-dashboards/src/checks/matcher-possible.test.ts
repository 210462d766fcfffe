import { defineCounter } from "@platform/metrics/define";
import { over, select, selectBucket } from "@platform/promql";
import { expect, test } from "vitest";
import { findings, withMetric, withPanel } from "../../test/shop-model.ts";
import { orders, sending, stock } from "../../test/shop-platform.ts";
import { panel, show } from "../panels/panel.ts";

function found(expression: Parameters<typeof show>[0]): readonly string[] {
  const one = panel("timeseries", { title: "Panel", description: "", queries: [show(expression, "")] });
  return findings("matcher-possible", withPanel(one)).map((text) => text.replace("error dashboard added › Panel: ", ""));
}

const withoutChannel = defineCounter({ name: "orders_total", help: "Orders placed.", labels: { outcome: ["paid", "refused"] } });

test.each([
  [
    "a value outside the domain",
    select(orders, { channel: { matches: "shop" } as never }),
    'orders_total never has channel="shop"; its values are web, app.',
  ],
  [
    "one alternative outside the domain",
    select(orders, { channel: { matches: "web|shop" } as never }),
    'orders_total never has channel="shop"; its values are web, app.',
  ],
  [
    "a regular expression that no value matches",
    select(orders, { channel: { matches: "x.*" } }),
    'orders_total never has channel=~"x.*"; its values are web, app.',
  ],
  [
    "the exclusion of every value",
    select(orders, { channel: { not: ["web", "app"] } }),
    'orders_total never has channel!~"web|app"; its values are web, app.',
  ],
  [
    "a variable that the dashboard does not have",
    select(stock, { warehouse: "$house" }),
    'warehouse="$house" reads a variable $house that there is not.',
  ],
])("%s", (_name, expression, message) => {
  expect(found(expression)).toEqual([message]);
});

test.each([
  ["a value of an open domain", select(stock, { warehouse: "north" })],
  ["a variable that the dashboard has", select(orders, { job: { matches: "$job" }, instance: { matches: "$instance" } })],
  ["both forms of a bucket's bound", selectBucket(sending, 1, { job: "mail" })],
  ["the exclusion of one value", select(orders, { channel: { not: "web" } })],
])("%s is possible", (_name, expression) => {
  expect(found(expression)).toEqual([]);
});

test("a label that is taken from a definition is named with what still matches on it", () => {
  const expression = over("rate", select(orders, { channel: "web" }), 300);
  const one = panel("timeseries", { title: "Web orders", description: "", queries: [show(expression, "")] });
  const before = withPanel(one);
  const after = { ...before, services: withMetric("checkout", orders, withoutChannel).services };
  expect(findings("matcher-possible", before)).toEqual([]);
  expect(findings("matcher-possible", after)).toEqual([
    'error dashboard added › Web orders: orders_total of service checkout has no label "channel"; it has outcome, job, instance.',
  ]);
});
