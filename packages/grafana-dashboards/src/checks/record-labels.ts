import { isOpen } from "@platform/metrics/define";
import type { KnownLabels, RecordingRule } from "@platform/promql";
import { recordedLabels } from "../catalog/catalog.ts";
import { RULE_SCOPE } from "../catalog/resolve-selector.ts";
import type { Check } from "./checks.ts";

/** A record whose definition claims other labels than its rule leaves: whoever reads it by its definition finds nothing. */
export const recordLabels: Check = (model, { resolver }) =>
  model.ruleFiles.flatMap(({ groups }) =>
    groups.flatMap(({ name: group, rules }) =>
      rules
        .filter((rule) => rule.kind === "recording")
        .flatMap((rule) => {
          const messages = disagreements(rule, recordedLabels(rule, resolver.labels(rule.expression, RULE_SCOPE)));
          return messages.map((message) => ({ severity: "error", subject: `record ${rule.record.name} of group ${group}`, message }) as const);
        }),
    ),
  );

function disagreements(rule: RecordingRule, left: KnownLabels): readonly string[] {
  const declared = rule.record.labels;
  return [
    ...Object.keys(declared)
      .filter((label) => !left.has(label))
      .map((label) => `It is defined with label "${label}", which its rule does not leave.`),
    ...[...left.keys()].filter((label) => !(label in declared)).map((label) => `Its rule leaves label "${label}", which it is not defined with.`),
    ...Object.entries(rule.labels).flatMap(([label, value]) => {
      const domain = declared[label];
      return domain !== undefined && !isOpen(domain) && !domain.includes(value)
        ? [`Its rule writes ${label}="${value}", which is not among the values it is defined with: ${domain.join(", ")}.`]
        : [];
    }),
  ];
}
