import type { RuleGroup } from "@platform/promql";
import { expect, test } from "vitest";
import { checkRules, runRuleTests } from "../../slo/test/run-promtool.ts";
import { alertRules, alertRuleTests } from "../src/index.ts";
import { everyShape } from "./every-shape.ts";

const subject = { job: "shop", title: "Shop", scrapeIntervalSeconds: 15 };

test.each(Object.entries(everyShape))("the tests of %s pass on its own rules", async (key, alert) => {
  const one = { ...subject, alerts: { [key]: alert } };
  const groups: readonly RuleGroup[] = [{ name: "alerts", intervalSeconds: 30, rules: alertRules(one) }];
  expect(await checkRules(groups)).toBe("");
  const tests = alertRuleTests(one);
  expect(tests.length).toBeGreaterThanOrEqual(alert.levels.length);
  expect(await runRuleTests(groups, tests)).toBe("");
});

test("every alert of every shape has a test that sees it fire", () => {
  const all = { ...subject, alerts: everyShape };
  const seen = new Set(
    alertRuleTests(all).flatMap(({ expectations }) => expectations.filter(({ firing }) => firing.length > 0).map(({ alert }) => alert.name)),
  );
  expect(
    alertRules(all)
      .map(({ name }) => name)
      .filter((name) => !seen.has(name)),
  ).toEqual([]);
});
