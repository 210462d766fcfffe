import { type Rule, readBothNames } from "@platform/promql";
import type { Dashboard, Model, RuleFile } from "./model.ts";

/**
 * The same model, in which queries and rules read renamed metrics under their former names too. Which of them are still there is for
 * Prometheus to say, so that the output of a definition is the same on every day.
 */
export function withFormerNames(model: Model): Model {
  const { services, exporters, dashboards, ruleFiles } = model;
  const metrics = [...services, ...exporters].flatMap((one) => one.metrics);
  return metrics.some(({ renamedFrom }) => renamedFrom !== undefined)
    ? { ...model, dashboards: dashboards.map(ofDashboard), ruleFiles: ruleFiles.map(ofRuleFile) }
    : model;
}

function ofDashboard(dashboard: Dashboard): Dashboard {
  return {
    ...dashboard,
    annotations: dashboard.annotations.map((one) => ({ ...one, expression: readBothNames(one.expression) })),
    rows: dashboard.rows.map((row) => ({
      ...row,
      panels: row.panels.map((panel) => ({
        ...panel,
        queries: panel.queries.map((query) => ({ ...query, expression: readBothNames(query.expression) })),
      })),
    })),
  };
}

function ofRuleFile(file: RuleFile): RuleFile {
  return { ...file, groups: file.groups.map((group) => ({ ...group, rules: group.rules.map(ofRule) })) };
}

function ofRule(rule: Rule): Rule {
  return rule.kind === "alert" ? { ...rule, expression: readBothNames(rule.expression) } : { ...rule, expression: readBothNames(rule.expression) };
}
