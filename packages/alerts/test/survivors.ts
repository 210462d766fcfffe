import type { AlertingRule, RuleTest } from "@platform/promql";
import { mutantsOf } from "../../slo/test/mutants.ts";
import { renderRuleTests } from "../../slo/test/render-rule-tests.ts";
import { renderRules } from "../../slo/test/render-rules.ts";
import { promtool } from "../../slo/test/run-promtool.ts";

/**
 * Changes of a rule that none of its tests notices. Mutants stand side by side under names of their own, so that one run of promtool judges
 * all of them by all tests.
 */
export async function survivorsOf(rule: AlertingRule, tests: readonly RuleTest[]): Promise<readonly string[]> {
  const mutants = mutantsOf(rule).map((mutant, index) => ({ ...mutant, rule: { ...mutant.rule, name: `${rule.name}M${index}` } }));
  const groups = [{ name: "mutants", intervalSeconds: 30, rules: mutants.map((mutant) => mutant.rule) }];
  const files: Record<string, string> = { "rules.json": renderRules(groups) };
  for (const [interval, some] of Map.groupBy(tests, ({ evaluationSeconds }) => evaluationSeconds)) {
    const judged = some.map((one) => ({
      ...one,
      expectations: mutants.flatMap((mutant) =>
        one.expectations
          .filter(({ alert }) => alert.name === rule.name)
          .map((expectation) => ({ ...expectation, alert: { ...rule, name: mutant.rule.name } })),
      ),
    }));
    files[`test-${interval}.json`] = renderRuleTests(judged, "rules.json", groups);
  }
  const { output } = await promtool(files, ["test", "rules", ...Object.keys(files).filter((name) => name.startsWith("test"))]);
  const killed = new Set([...output.matchAll(/alertname=\\"(\w+)\\"/g)].map(([, name]) => name ?? ""));
  const failed = new Set([...output.matchAll(/rule (\w+)/g)].map(([, name]) => name ?? ""));
  return mutants.filter(({ rule: { name } }) => !killed.has(name) && !failed.has(name)).map(({ change }) => change);
}
