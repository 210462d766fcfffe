import { binary, select } from "@platform/promql";
import { defineService, defineSlo, httpAvailability } from "@platform/slo/define";
import { expect, test } from "vitest";
import { alertOn, findings, withRule } from "../../test/shop-model.ts";
import { shop, stock } from "../../test/shop-platform.ts";
import { definePlatform } from "../definition/platform-definition.ts";
import { buildModel } from "../model/build-model.ts";

test("two alerts of one name", () => {
  const model = withRule(alertOn(binary(select(stock), ">", 1), { name: "MailDown" }));
  expect(findings("alert-name-unique", model)).toEqual(["error alert MailDown: 2 alerts have this name, in the groups service:mail:1, added."]);
});

test("two services whose names and objectives run together", () => {
  const service = (name: string, slo: string, port: number) => {
    const slos = [defineSlo({ name: slo, help: "Answers.", objective: 0.999, sli: httpAvailability(), tiers: ["fast"] })];
    return defineService({ name, title: name, help: "Answers.", owner: "team", port, slos });
  };
  const services = [service("card", "fee-total", 1), service("card-fee", "total", 2)];
  const found = findings("alert-name-unique", buildModel(definePlatform({ ...shop, prometheus: {}, services })));
  expect(found).toContain(
    "error alert CardFeeTotalFastBurn: 2 alerts have this name, in the groups slo:card:fee-total:fast, slo:card-fee:total:fast.",
  );
});
