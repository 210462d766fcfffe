import { expect, test } from "vitest";
import { printTable } from "./print-table.ts";
import { isFull, type ServiceRow } from "./service-table.ts";

const urls = { metricsUrl: "http://localhost:1/metrics", faultUrl: "http://localhost:2/__fault" };
const payment: ServiceRow = { service: "payment", requestRate: 3.06, errorRatio: 0.4567, latencySeconds: 1.5, budgetRemaining: -44.7, ...urls };
const gateway: ServiceRow = { service: "api-gateway", requestRate: 12, errorRatio: -0, latencySeconds: 0.0424, budgetRemaining: 1, ...urls };
const starting: ServiceRow = {
  service: "taxi",
  requestRate: 0,
  errorRatio: 0,
  latencySeconds: undefined,
  budgetRemaining: undefined,
  ...urls,
};
const alert = { name: "PaymentFast", service: "payment", severity: "critical", summary: "Payment burns", runbookUrl: "", dashboardUrl: "" };

test("a row for each service in aligned columns, then a line for each firing alert", () => {
  expect(printTable({ rows: [gateway, payment, starting], alerts: [alert] })).toEqual([
    "service       req/s   errors      p95   budget left   firing",
    "api-gateway    12.0    0.0 %    42 ms       100.0 %        –",
    "payment         3.1   45.7 %   1.50 s      < -999 %        1",
    "taxi            0.0    0.0 %        …             …        –",
    "",
    "CRITICAL PaymentFast: Payment burns",
  ]);
});

test("without alerts it says so", () => {
  expect(printTable({ rows: [], alerts: [] }).at(-1)).toBe("No alert is firing.");
});

test("a table is full when no service lacks a value", () => {
  expect(isFull({ rows: [gateway, payment], alerts: [] })).toBe(true);
  expect(isFull({ rows: [gateway, starting], alerts: [] })).toBe(false);
});
