import { aggregate, binary, call, select } from "@platform/promql";
import { expect, test } from "vitest";
import { alertOn, findings, withRule } from "../../test/shop-model.ts";
import { stock } from "../../test/shop-platform.ts";

const MESSAGE = "error alert Added: Its expression compares nothing: it fires as long as there is a series.";

test.each([
  ["a bare sum", aggregate("sum", select(stock)), [MESSAGE]],
  ["a comparison that answers 0 or 1", binary(select(stock), ">", 1, { bool: true }), [MESSAGE]],
  ["a comparison that filters", binary(select(stock), ">", 1), []],
  ["an absence", call("absent", select(stock)), []],
])("%s", (_name, expression, messages) => {
  expect(findings("alert-compares", withRule(alertOn(expression)))).toEqual(messages);
});
