import { type AlertSubject, alertRules } from "@platform/alerts";
import type { RuleGroup } from "@platform/promql";

/** https://grafana.com/docs/mimir/latest/configure/configuration-parameters/ (ruler_max_rules_per_rule_group) */
export const RULES_AT_MOST = 20;

/** The alerts of a job in groups of one size; alerts do not read each other, so that the place of one means nothing. */
export function alertGroups(subject: AlertSubject, intervalSeconds: number, name: string): readonly RuleGroup[] {
  const rules = alertRules(subject);
  const groups = Array.from({ length: Math.ceil(rules.length / RULES_AT_MOST) }, (_, index) =>
    rules.slice(index * RULES_AT_MOST, (index + 1) * RULES_AT_MOST),
  );
  return groups.map((some, index) => ({ name: groups.length === 1 ? name : `${name}:${index + 1}`, intervalSeconds, rules: some }));
}
