import { binary, select } from "@platform/promql";
import { expect, test } from "vitest";
import { alertOn, findings, recordOf, withRule } from "../../test/shop-model.ts";
import { stock } from "../../test/shop-platform.ts";

const rule = recordOf(select(stock), { name: "stock:items:all" });

test("a record that nobody reads, until somebody does", () => {
  const model = withRule(rule);
  expect(findings("record-used", model)).toContain("warning record stock:items:all: 1 rule records it; no panel, alert or other rule reads it.");
  const reader = alertOn(binary(select(rule.record), ">", 1));
  const read = { ...model, ruleFiles: [...model.ruleFiles, ...withRule(reader).ruleFiles.slice(-1)] };
  expect(findings("record-used", read).filter((finding) => finding.includes("stock:items:all"))).toEqual([]);
});
