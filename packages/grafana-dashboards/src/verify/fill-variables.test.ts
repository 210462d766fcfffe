import { offset, over, print, select } from "@platform/promql";
import { expect, test } from "vitest";
import { orders, stock } from "../../test/shop-platform.ts";
import { fillVariables, type VariableValues } from "./fill-variables.ts";

const values: VariableValues = {
  variables: new Map([
    ["job", "checkout"],
    ["instance", ".+"],
    ["channel", "web"],
  ]),
  rangeSeconds: 300,
  stepSeconds: 15,
  scrapeIntervalSeconds: 15,
};

test.each([
  [select(stock, { job: { matches: "$job" } }), 'stock_items{job=~"checkout"}'],
  [select(stock, { job: { matches: "${job:regex}" }, instance: { matches: "$instance" } }), 'stock_items{job=~"checkout", instance=~".+"}'],
  [select(orders, { channel: "$channel" as never }), 'orders_total{channel="web"}'],
  [select(stock, { warehouse: "$instance" }), 'stock_items{warehouse=~".+"}'],
  [select(stock, { warehouse: "$unknown" }), 'stock_items{warehouse="$unknown"}'],
  [over("increase", select(orders), "$__range"), "increase(orders_total[5m])"],
  [over("rate", offset(select(orders), 60), "$__rate_interval"), "rate(orders_total[1m] offset 1m)"],
  [over("rate", select(orders), "$__interval"), "rate(orders_total[15s])"],
  [over("rate", select(orders), 600), "rate(orders_total[10m])"],
])("each variable gets its value: %#", (expression, text) => {
  expect(print(fillVariables(expression, values))).toBe(text);
});

test("a rate interval is four scrapes at least, and a step and a scrape", () => {
  const rate = over("rate", select(orders), "$__rate_interval");
  expect(print(fillVariables(rate, { ...values, stepSeconds: 60 }))).toBe("rate(orders_total[1m15s])");
});
