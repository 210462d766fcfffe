import { defineGauge } from "@platform/metrics/define";
import { aggregate, call, over, select } from "@platform/promql";
import { expect, test } from "vitest";
import { plainText, printForGrafana } from "./grafana-query.ts";

const price = defineGauge({ name: "price", help: "Price.", labels: { tariff: ["$job", "US$", "${x}", 'a\\"$job'] } });

test("a drop-down stays a drop-down", () => {
  expect(printForGrafana(select(price, { job: { matches: "$job" } }))).toBe('price{job=~"$job"}');
  expect(printForGrafana(over("max_over_time", select(price), "$__range"))).toBe("max_over_time(price[$__range])");
});

test.each([
  ["a value that is called like a drop-down", select(price, { tariff: "$job" }), 'price{tariff="\\x24job"}'],
  ["one of several values", select(price, { tariff: ["US$", "${x}"] }), 'price{tariff=~"US\\\\\\x24|\\\\\\x24\\\\{x\\\\}"}'],
  ["a value with quotes", select(price, { tariff: 'a\\"$job' }), 'price{tariff="a\\\\\\"\\x24job"}'],
  [
    "the replacement of a label",
    call("label_replace", aggregate("max", select(price)), "a", "$1", "b", "(.*)"),
    'label_replace(max(price), "a", "\\x241", "b", "(.*)")',
  ],
])("Grafana finds nothing to replace in %s", (_, expression, text) => {
  expect(printForGrafana(expression)).toBe(text);
});

test.each(["$job", "${job}", "[[job]]", "US$100", "[[[job]]]"])("%s in a title is text", (text) => {
  expect(plainText(text)).not.toMatch(/\$\w|\$\{|\[\[/);
  expect(plainText(text).replaceAll("\u2060", "")).toBe(text);
});

test("a dollar that begins nothing stays as it is", () => {
  expect(plainText("5 $ and [1]")).toBe("5 $ and [1]");
});
