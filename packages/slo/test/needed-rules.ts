import { type RuleGroup, selectorsOf } from "@platform/promql";

/** The groups with only those rules that record what the named alerts read, directly or not, and the alerts. */
export function neededRules(groups: readonly RuleGroup[], alertNames: readonly string[]): readonly RuleGroup[] {
  const rules = groups.flatMap((group) => group.rules);
  const read = new Set<string>();
  const waiting = rules.filter((rule) => rule.kind === "alert" && alertNames.includes(rule.name));
  for (let rule = waiting.pop(); rule !== undefined; rule = waiting.pop()) {
    for (const { series } of selectorsOf(rule.expression).filter((selector) => !read.has(selector.series.name))) {
      read.add(series.name);
      waiting.push(...rules.filter((one) => one.kind === "recording" && one.record.name === series.name));
    }
  }
  const isNeeded = (rule: (typeof rules)[number]) => (rule.kind === "alert" ? alertNames.includes(rule.name) : read.has(rule.record.name));
  return groups.map((group) => ({ ...group, rules: group.rules.filter(isNeeded) })).filter((group) => group.rules.length > 0);
}
