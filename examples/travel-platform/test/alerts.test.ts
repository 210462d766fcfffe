import { alertRules, alertRuleTests } from "@platform/alerts";
import type { RuleGroup } from "@platform/promql";
import { expect, test } from "vitest";
import { checkRules, runRuleTests } from "../../../packages/slo/test/run-promtool.ts";
import { services } from "../src/services.ts";

const each = services.flatMap(({ name, title, alerts }) => Object.entries(alerts).map(([key, alert]) => [name, key, { title, alert }] as const));

test.each(each)("of %s, %s fires when it should, and only then", async (job, key, { title, alert }) => {
  const subject = { job, title, alerts: { [key]: alert }, scrapeIntervalSeconds: 15 };
  const groups: readonly RuleGroup[] = [{ name: "alerts", intervalSeconds: 30, rules: alertRules(subject) }];
  const tests = alertRuleTests(subject);
  expect(tests.some(({ expectations }) => expectations.some(({ firing }) => firing.length > 0))).toBe(true);
  expect(await checkRules(groups)).toBe("");
  expect(await runRuleTests(groups, tests)).toBe("");
});
