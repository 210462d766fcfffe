import { print } from "@platform/promql";
import { expect, test } from "vitest";
import { defineService, defineSlo, httpAvailability } from "../define.ts";
import { sloRules } from "../rules/slo-rules.ts";
import { budgetQueries } from "./budget-queries.ts";

const shop = defineService({
  name: "shop",
  title: "Shop",
  help: "Sells.",
  owner: "sales",
  port: 8080,
  slos: [defineSlo({ name: "availability", help: "Answers.", objective: 0.999, sli: httpAvailability() })],
});

test("a budget is judged by what its own rules record, and frozen by its own alert", () => {
  const rules = sloRules({ service: shop, scrapeIntervalSeconds: 15, evaluationIntervalSeconds: 30, tileSeconds: 300 });
  const alerts = rules.flatMap((group) => group.rules.filter((rule) => rule.kind === "alert"));
  const [queries] = budgetQueries(shop, alerts);
  expect(queries && [queries.remaining, queries.burnRate, queries.exhaustionSeconds, queries.missing].map(print)).toEqual([
    'slo:error_budget_remaining:ratio{job="shop", slo="availability"}',
    'slo:burn_rate:multiple{job="shop", slo="availability", window="1h"}',
    'slo:error_budget_exhaustion:seconds{job="shop", slo="availability"}',
    'ALERTS{alertname="ShopAvailabilityDataMissing", alertstate="firing"}',
  ]);
  expect(queries && print(queries.frozen)).toMatch(/^ALERTS\{alertname="ShopAvailabilityBudgetExhausted", alertstate="firing"\} or /);
});

test.each(["ajar", null, true])("a gate that is %j when unknown is refused", (gateWhenUnknown) => {
  const define = () => defineService({ ...shop, gateWhenUnknown: gateWhenUnknown as never });
  expect(define).toThrow(expect.objectContaining({ code: "gate_invalid" }));
});
