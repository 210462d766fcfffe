import { type Expression, type Rule, type RuleGroup, selectorsOf } from "@platform/promql";

/** The groups with only those rules that are wanted, and that record what these read, directly or not. */
export function neededRules(groups: readonly RuleGroup[], isWanted: (rule: Rule) => boolean): readonly RuleGroup[] {
  const rules = groups.flatMap((group) => group.rules);
  const needed = new Set(rules.filter(isWanted));
  // A set also walks through what is added on the way.
  for (const { expression } of needed) {
    for (const record of rules.filter((one) => readsRule(expression, one))) {
      needed.add(record);
    }
  }
  return groups.map((group) => ({ ...group, rules: group.rules.filter((rule) => needed.has(rule)) })).filter((group) => group.rules.length > 0);
}

/** Whether an expression may read what a rule records, by the labels that the rule itself gives it. */
export function readsRule(expression: Expression, rule: Rule): boolean {
  return (
    rule.kind === "recording" &&
    selectorsOf(expression).some(
      ({ series, matchers }) =>
        series.name === rule.record.name &&
        matchers.every(({ label, operator, value }) => operator !== "=" || rule.labels[label] === undefined || rule.labels[label] === value),
    )
  );
}
