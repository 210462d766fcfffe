import { type AlertingRule, print, printDuration, type RecordingRule, type Rule, templateText } from "@platform/promql";
import { addedLabels } from "../model/added-labels.ts";
import type { Model, OutputFile, RuleFile } from "../model/model.ts";
import { lazyFile } from "./lazy-file.ts";
import { renderYaml } from "./yaml.ts";

/** Folder of the rule files, below that of the configuration. */
export const RULES_FOLDER = "rules";

/**
 * Recording and alerting rules of one file, as Prometheus 2.42 and later read them.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/
 */
export function renderRuleFile(file: RuleFile, model: Model): OutputFile {
  return lazyFile(`prometheus/${RULES_FOLDER}/${file.name}.yml`, () => renderYaml({ groups: ruleGroups(file, model) }));
}

/** A group as every program takes it that evaluates Prometheus rules. */
export interface RuleGroupData {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly object[];
}

export function ruleGroups(file: RuleFile, model: Model): readonly RuleGroupData[] {
  const links = alertLinks(file, model);
  return file.groups.map(({ name, intervalSeconds, rules }) => ({
    name,
    interval: printDuration(intervalSeconds),
    rules: rules.map((rule) => ruleData(rule, file, links)),
  }));
}

/** Labels are read as templates, so that braces are escaped. */
function alertLabels(rule: AlertingRule, file: RuleFile): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(addedLabels(rule, file)).map(([label, value]) => [label, templateText(value)]));
}

/** Where the alerts of a file send the reader. */
interface AlertLinks {
  readonly runbooks: string;
  readonly dashboard?: string;
}

function alertLinks({ service }: RuleFile, { platform, dashboards }: Model): AlertLinks {
  const { runbooks, grafana } = platform.links;
  const dashboard = service === undefined ? undefined : dashboards.find((one) => one.service === service);
  return { runbooks, ...(dashboard !== undefined && { dashboard: `${grafana}/d/${dashboard.uid}` }) };
}

function ruleData(rule: Rule, file: RuleFile, links: AlertLinks): object {
  return rule.kind === "recording" ? recordingData(rule) : alertData(rule, file, links);
}

function recordingData({ record, expression, labels }: RecordingRule): object {
  return { record: record.name, expr: print(expression), ...(Object.keys(labels).length > 0 && { labels }) };
}

function alertData(rule: AlertingRule, file: RuleFile, { runbooks, dashboard }: AlertLinks): object {
  return {
    alert: rule.name,
    expr: print(rule.expression),
    ...(rule.forSeconds > 0 && { for: printDuration(rule.forSeconds) }),
    ...(rule.keepFiringForSeconds > 0 && { keep_firing_for: printDuration(rule.keepFiringForSeconds) }),
    labels: alertLabels(rule, file),
    annotations: {
      summary: rule.summary,
      description: rule.description,
      runbook_url: templateText(`${runbooks}/${rule.runbook}.md`),
      ...(dashboard !== undefined && { dashboard_url: templateText(dashboard) }),
    },
  };
}
