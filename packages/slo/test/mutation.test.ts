import { type AlertingRule, type Rule, type RuleGroup, type RuleTest, rewrite } from "@platform/promql";
import { expect, test } from "vitest";
import { defineService, defineSlo, httpAvailability } from "../src/define.ts";
import { sloRules, sloRuleTests } from "../src/index.ts";
import { alertEquivalents } from "./equivalent-changes.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";
import { neededRules } from "./needed-rules.ts";
import { renderRuleTests } from "./render-rule-tests.ts";
import { renderRules } from "./render-rules.ts";
import { promtool } from "./run-promtool.ts";

const service = defineService({
  name: "payment",
  title: "Payment",
  help: "Takes payments.",
  owner: "payments",
  port: 3003,
  slos: [defineSlo({ name: "availability", help: "Payments are answered.", objective: 0.999, sli: httpAvailability() })],
});
const options = { service, scrapeIntervalSeconds: 15, evaluationIntervalSeconds: 30, tileSeconds: 300 };
const groups = sloRules(options);
const tests = sloRuleTests(options);
const alerts = groups.flatMap(({ rules }) => rules.filter((rule) => rule.kind === "alert"));

test.each(alerts.map((alert) => [alert.name, alert] as const))(
  "a generated test fails for every change of %s that makes a difference",
  async (name, alert) => {
    const equivalent = alertEquivalents[name.replace("PaymentAvailability", "")] ?? [];
    expect(await survivorsOf(alert)).toEqual(equivalent.map(([change]) => change));
  },
  600_000,
);

/** Mutants stand side by side under names of their own, so that one run of a test judges them all. */
async function survivorsOf(alert: AlertingRule): Promise<readonly string[]> {
  const mutants = mutantsOf(alert).map((mutant, index) => ({ ...mutant, rule: renamed(mutant.rule, alert.name, `${alert.name}M${index}`) }));
  let alive: readonly Mutant[] = mutants;
  const judges = tests.filter(({ expectations }) => expectations.some(({ alert: { name } }) => name === alert.name));
  for (const one of judges.toSorted((first, second) => evaluations(first) - evaluations(second))) {
    const killed = await killedBy(one, alert, alive);
    alive = alive.filter(({ rule }) => !killed.has(rule.name));
  }
  return alive.map(({ change }) => change);
}

/** What a test costs. */
function evaluations({ expectations, evaluationSeconds }: RuleTest): number {
  return Math.max(...expectations.map(({ atSeconds }) => atSeconds)) / evaluationSeconds;
}

async function killedBy(one: RuleTest, alert: AlertingRule, mutants: readonly Mutant[]): Promise<ReadonlySet<string>> {
  if (mutants.length === 0) {
    return new Set();
  }
  const expectations = mutants.flatMap(({ rule }) =>
    one.expectations
      .filter(({ alert: { name } }) => name === alert.name)
      .map((expectation) => ({ ...expectation, alert: { ...alert, name: rule.name } })),
  );
  const input = one.input.flatMap((series) =>
    series.labels.alertname === alert.name
      ? mutants.map(({ rule }) => ({ ...series, labels: { ...series.labels, alertname: rule.name } }))
      : [series],
  );
  const needed = neededRules(replaced(groups, alert, mutants), ({ kind }) => kind === "alert");
  const files = {
    "rules.json": renderRules(needed),
    "test.json": renderRuleTests([{ ...one, input, expectations }], "rules.json", needed),
  };
  const { output } = await promtool(files, ["test", "rules", "test.json"]);
  const names = (pattern: RegExp) => new Set([...output.matchAll(pattern)].map(([, name]) => name ?? ""));
  // One that cannot be evaluated ends the run of all: the others run again without it.
  const failed = names(/^\s+rule: (\w+), time: /gm);
  if (failed.size > 0) {
    const others = mutants.filter(({ rule }) => !failed.has(rule.name));
    return new Set([...failed, ...(others.length < mutants.length ? await killedBy(one, alert, others) : expect.fail(output))]);
  }
  const wrong = names(/expr: "ALERTS\{alertname=\\"(\w+)\\"/g);
  return wrong.size > 0 || output.includes("SUCCESS") ? wrong : expect.fail(output);
}

function replaced(all: readonly RuleGroup[], alert: AlertingRule, mutants: readonly Mutant[]): readonly RuleGroup[] {
  return all.map((group) => ({
    ...group,
    rules: group.rules.flatMap((rule): readonly Rule[] =>
      rule === alert ? mutants.map((mutant) => mutant.rule) : rule.kind === "alert" ? [] : [rule],
    ),
  }));
}

/** An alert that reads its own state reads that of its new name. */
function renamed(rule: AlertingRule, from: string, to: string): AlertingRule {
  const selector = (one: Parameters<NonNullable<Parameters<typeof rewrite>[1]["selector"]>>[0]) => ({
    ...one,
    matchers: one.matchers.map((matcher) => (matcher.label === "alertname" && matcher.value === from ? { ...matcher, value: to } : matcher)),
  });
  return { ...rule, name: to, expression: rewrite(rule.expression, { selector }) };
}
