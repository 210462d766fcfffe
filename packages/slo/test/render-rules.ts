import { print, type Rule, type RuleGroup } from "@platform/promql";

/** Rule groups as a Prometheus rule file. promtool reads JSON, being YAML. */
export function renderRules(groups: readonly RuleGroup[]): string {
  return JSON.stringify(
    { groups: groups.map(({ name, intervalSeconds, rules }) => ({ name, interval: seconds(intervalSeconds), rules: rules.map(rule) })) },
    null,
    2,
  );
}

function rule(rule: Rule): object {
  if (rule.kind === "recording") {
    return { record: rule.record.name, expr: print(rule.expression), labels: rule.labels };
  }
  return {
    alert: rule.name,
    expr: print(rule.expression),
    for: seconds(rule.forSeconds),
    keep_firing_for: seconds(rule.keepFiringForSeconds),
    labels: { ...rule.labels, severity: rule.severity, category: rule.category },
    annotations: { summary: rule.summary, description: rule.description, runbook: rule.runbook },
  };
}

function seconds(value: number): string {
  return `${value}s`;
}
