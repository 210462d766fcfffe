import { select } from "@platform/promql";
import { expect, test } from "vitest";
import { findings, recordOf, withRule } from "../../test/shop-model.ts";
import { stock } from "../../test/shop-platform.ts";

test.each([
  [20, []],
  [21, ["error group large: It has 21 rules; at most 20 are taken."]],
])("a group of %i rules", (count, messages) => {
  const rule = recordOf(select(stock), {});
  const groups = [{ name: "large", intervalSeconds: 30, rules: Array.from({ length: count }, () => rule) }];
  expect(findings("group-size", withRule(rule, { groups }))).toEqual(messages);
});
