import { expect, test } from "vitest";
import { findings, shopModel } from "../../test/shop-model.ts";

const alerts = shopModel.ruleFiles.flatMap(({ groups }) => groups.flatMap(({ rules }) => rules)).filter((rule) => rule.kind === "alert");

test("an alert whose page is not written", () => {
  const runbooks = new Set(alerts.map(({ runbook }) => runbook).filter((page) => page !== "services/service-down"));
  expect(findings("runbook-exists", shopModel, { runbooks })).toEqual([
    "error alert CheckoutDown: Its runbook services/service-down.md does not exist.",
    "error alert CheckoutInstanceDown: Its runbook services/service-down.md does not exist.",
    "error alert MailDown: Its runbook services/service-down.md does not exist.",
    "error alert MailInstanceDown: Its runbook services/service-down.md does not exist.",
  ]);
});

test("without pages to look at none is asked for", () => {
  expect(findings("runbook-exists", shopModel)).toEqual([]);
  expect(findings("runbook-exists", shopModel, { runbooks: new Set() })).toHaveLength(alerts.length);
});
