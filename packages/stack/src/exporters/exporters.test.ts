import { alertRules, alertRuleTests } from "@platform/alerts";
import type { RuleGroup } from "@platform/promql";
import { expect, test } from "vitest";
import { checkRules, runRuleTests } from "../../../slo/test/run-promtool.ts";
import { catalogue } from "../../test/catalogue.ts";

test.each(catalogue.map((exporter) => [exporter.name, exporter] as const))(
  "every alert of %s fires when it should, and only then",
  async (name, { title, alerts }) => {
    const results = await Promise.all(
      Object.entries(alerts).map(async ([key, alert]) => {
        const subject = { job: name, title, alerts: { [key]: alert }, scrapeIntervalSeconds: 15 };
        const rules = alertRules(subject);
        const groups: readonly RuleGroup[] = [{ name: "alerts", intervalSeconds: 30, rules }];
        const tests = alertRuleTests(subject);
        const fires = new Set(
          tests.flatMap(({ expectations }) => expectations.filter(({ firing }) => firing.length > 0)).map((one) => one.alert.name),
        );
        const unproven = rules.filter((rule) => !fires.has(rule.name)).map((rule) => rule.name);
        return [await checkRules(groups), await runRuleTests(groups, tests), ...unproven].filter((text) => text !== "");
      }),
    );
    expect(results.flat()).toEqual([]);
  },
  600_000,
);
