import type { RuleGroup } from "@platform/promql";
import { checkRules, runRuleTests } from "../../slo/test/run-promtool.ts";
import { type AlertDefinitions, alertRules, alertRuleTests } from "../src/index.ts";

/** What promtool has against the rules of a job's alerts or their generated tests, and the alerts that no test sees fire. */
export async function unproven(job: string, title: string, alerts: AlertDefinitions): Promise<readonly string[]> {
  const results = await Promise.all(
    Object.entries(alerts).map(async ([key, alert]) => {
      const subject = { job, title, alerts: { [key]: alert }, scrapeIntervalSeconds: 15 };
      const rules = alertRules(subject);
      const groups: readonly RuleGroup[] = [{ name: "alerts", intervalSeconds: 30, rules }];
      const tests = alertRuleTests(subject);
      const fires = new Set(tests.flatMap(({ expectations }) => expectations.filter(({ firing }) => firing.length > 0)).map((one) => one.alert.name));
      const silent = rules.filter((rule) => !fires.has(rule.name)).map((rule) => rule.name);
      return [await checkRules(groups), await runRuleTests(groups, tests), ...silent].filter((text) => text !== "");
    }),
  );
  return results.flat();
}
