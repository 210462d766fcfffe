import { expect, test } from "vitest";
import { unexplained } from "../../alerts/test/unexplained.ts";
import { unproven } from "../../alerts/test/unproven.ts";
import { tracingAlerts } from "./define.ts";

test("every alert fires when it should, and only then", async () => {
  expect(await unproven("payment", "Payment", tracingAlerts)).toEqual([]);
}, 600_000);

test("every alert is explained with the very query that fires it", () => {
  expect(unexplained(tracingAlerts)).toEqual([]);
});
