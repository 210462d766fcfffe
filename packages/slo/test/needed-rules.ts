import { type RecordingRule, type RuleGroup, type Selector, selectorsOf } from "@platform/promql";

/** The groups with only those rules that record what the named alerts read, directly or not, and the alerts. */
export function neededRules(groups: readonly RuleGroup[], alertNames: readonly string[]): readonly RuleGroup[] {
  const rules = groups.flatMap((group) => group.rules);
  const records = rules.filter((rule) => rule.kind === "recording");
  const needed = new Set(rules.filter((rule) => rule.kind === "alert" && alertNames.includes(rule.name)));
  // A set also walks through what is added on the way.
  for (const rule of needed) {
    const read = selectorsOf(rule.expression);
    for (const record of records.filter((one) => read.some((selector) => mayRead(selector, one)))) {
      needed.add(record);
    }
  }
  return groups.map((group) => ({ ...group, rules: group.rules.filter((rule) => needed.has(rule)) })).filter((group) => group.rules.length > 0);
}

/** Whether a selector selects a series of a record, by the labels that the rule itself gives it. */
function mayRead({ series, matchers }: Selector, { record, labels }: RecordingRule): boolean {
  return (
    series.name === record.name &&
    matchers.every(({ label, operator, value }) => operator !== "=" || labels[label] === undefined || labels[label] === value)
  );
}
