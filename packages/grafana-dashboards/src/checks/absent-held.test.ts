import { call, select } from "@platform/promql";
import { expect, test } from "vitest";
import { alertOn, findings, withRule } from "../../test/shop-model.ts";
import { stock } from "../../test/shop-platform.ts";

const expression = call("absent", select(stock));

test("an absence that is not held for two scrapes", () => {
  expect(findings("absent-held", withRule(alertOn(expression, { forSeconds: 15 })))).toEqual([
    "error alert Added: It reads absent(…) and is held for 15 s; a restart of Prometheus is silent only from 30 s (2 scrapes) on.",
  ]);
  expect(findings("absent-held", withRule(alertOn(expression, { forSeconds: 30 })))).toEqual([]);
});
