import { defineCounter } from "@platform/metrics/define";
import { expect, test } from "vitest";
import { findings, shopModel } from "../../test/shop-model.ts";

test("a metric that no panel and no rule reads", () => {
  const vouchers = defineCounter({ name: "vouchers_total", help: "Vouchers used." });
  const services = shopModel.services.map((one) => ({ ...one, service: { ...one.service, metrics: { ...one.service.metrics, vouchers } } }));
  expect(findings("metric-shown", { ...shopModel, services })).toEqual([
    "warning metric vouchers_total: checkout, mail expose it; no panel and no rule reads it.",
  ]);
});

test("every metric of a generated platform is shown", () => {
  expect(findings("metric-shown", shopModel)).toEqual([]);
});
