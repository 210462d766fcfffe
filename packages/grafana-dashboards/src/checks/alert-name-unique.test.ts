import { binary, select } from "@platform/promql";
import { expect, test } from "vitest";
import { alertOn, findings, withRule } from "../../test/shop-model.ts";
import { stock } from "../../test/shop-platform.ts";

test("two alerts of one name", () => {
  const model = withRule(alertOn(binary(select(stock), ">", 1), { name: "MailDown" }));
  expect(findings("alert-name-unique", model)).toEqual(["error alert MailDown: 2 alerts have this name, in the groups service:mail, added."]);
});
