import { expect, test } from "vitest";
import { findings, shopModel } from "../../test/shop-model.ts";

const pages = shopModel.ruleFiles
  .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
  .filter((rule) => rule.kind === "alert")
  .map(({ runbook }) => runbook);

test("a page that no alert leads to", () => {
  const runbooks = new Set([...pages, "services/forgotten", "README"]);
  expect(findings("runbook-used", shopModel, { runbooks })).toEqual(["error runbook services/forgotten: No alert leads to this page."]);
});

test("without pages to look at none is found", () => {
  expect(findings("runbook-used", shopModel)).toEqual([]);
  expect(findings("runbook-used", shopModel, { runbooks: new Set(pages) })).toEqual([]);
});
