import type { AlertingRule } from "@platform/promql";
import type { RuleFile } from "./model.ts";

/** Labels that an alert carries besides those of its series: how bad it is, what it is about, whose it is. */
export function addedLabels({ severity, category, labels }: AlertingRule, { owner, service }: RuleFile): Readonly<Record<string, string>> {
  return { severity, category, ...(service !== undefined && { service }), team: owner, ...labels };
}
