import { print, type Rule, type RuleGroup } from "@platform/promql";

/** Rule groups as a Prometheus rule file. promtool reads JSON, which is YAML. */
export function renderRules(groups: readonly RuleGroup[]): string {
  return JSON.stringify({
    groups: groups.map(({ name, intervalSeconds, rules }) => ({ name, interval: seconds(intervalSeconds), rules: rules.map(renderRule) })),
  });
}

function renderRule(rule: Rule): object {
  if (rule.kind === "recording") {
    return { record: rule.record.name, expr: print(rule.expression), labels: rule.labels };
  }
  return {
    alert: rule.name,
    expr: print(rule.expression),
    for: seconds(rule.forSeconds),
    keep_firing_for: seconds(rule.keepFiringForSeconds),
    labels: alertLabels(rule),
    annotations: { summary: rule.summary, description: rule.description, runbook: rule.runbook },
  };
}

/** The labels that a rule adds to what its expression gives. */
export function alertLabels(rule: Pick<Rule & { kind: "alert" }, "labels" | "severity" | "category">): Readonly<Record<string, string>> {
  return { ...rule.labels, severity: rule.severity, category: rule.category };
}

function seconds(value: number): string {
  return `${value}s`;
}
