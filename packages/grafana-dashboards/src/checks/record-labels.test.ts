import { open } from "@platform/metrics/define";
import { aggregate, select } from "@platform/promql";
import { expect, test } from "vitest";
import { findings, recordOf, withRule } from "../../test/shop-model.ts";
import { stock } from "../../test/shop-platform.ts";

const byWarehouse = aggregate("sum", select(stock), { by: ["warehouse"] });
const ANY = open({ max: 10 });

test.each([
  ["what the rule leaves", recordOf(byWarehouse, { labels: { warehouse: ANY } }), []],
  ["and what it adds", recordOf(byWarehouse, { labels: { warehouse: ANY, kind: ["all"] } }, { kind: "all" }), []],
  [
    "a label too many",
    recordOf(byWarehouse, { labels: { warehouse: ANY, job: ANY } }),
    ['It is defined with label "job", which its rule does not leave.'],
  ],
  ["a label too few", recordOf(byWarehouse, {}), ['Its rule leaves label "warehouse", which it is not defined with.']],
  [
    "a value that the definition does not list",
    recordOf(byWarehouse, { labels: { warehouse: ANY, kind: ["all"] } }, { kind: "some" }),
    ['Its rule writes kind="some", which is not among the values it is defined with: all.'],
  ],
])("%s", (_name, rule, messages) => {
  expect(findings("record-labels", withRule(rule))).toEqual(messages.map((message) => `error record added:record of group added: ${message}`));
});
