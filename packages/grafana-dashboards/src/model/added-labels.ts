import { priorityOf } from "@platform/alerts";
import type { AlertingRule } from "@platform/promql";
import type { RuleFile } from "./model.ts";

/** Labels that an alert carries besides those of its series: how bad it is and how soon somebody must be at it, what it is about, whose it is. */
export function addedLabels(rule: AlertingRule, { owner, service }: RuleFile): Readonly<Record<string, string>> {
  const { severity, category, labels } = rule;
  return { severity, priority: priorityOf(rule), category, ...(service !== undefined && { service }), team: owner, ...labels };
}
