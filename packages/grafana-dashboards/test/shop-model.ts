import type { MetricDefinition } from "@platform/metrics/define";
import type { AlertingRule, InstantVector, RecordDefinition, RecordingRule, Rule } from "@platform/promql";
import { type CheckOptions, checkModel } from "../src/checks/checks.ts";
import { buildModel } from "../src/model/build-model.ts";
import type { Dashboard, Model, Panel, RuleFile } from "../src/model/model.ts";
import { shop } from "./shop-platform.ts";

/** The model of the shop, which no check has anything against. */
export const shopModel = buildModel(shop);

/** What one check finds, as `severity subject: message`. */
export function findings(check: string, model: Model, options: CheckOptions = {}): readonly string[] {
  return checkModel(model, options)
    .filter((problem) => problem.check === check)
    .map(({ severity, subject, message }) => `${severity} ${subject}: ${message}`);
}

/** The shop as if a service exposed another metric of the same name, or none: its dashboards and rules stay as they are. */
export function withMetric(service: string, metric: MetricDefinition, replacement: MetricDefinition | undefined): Model {
  const services = shopModel.services.map((one) =>
    one.service.name === service ? { ...one, metrics: one.metrics.flatMap((other) => (other === metric ? (replacement ?? []) : other)) } : one,
  );
  return { ...shopModel, services };
}

/** The shop with one more rule, in a file and group of its own. */
export function withRule(rule: Rule, file: Partial<RuleFile> = {}): Model {
  const added: RuleFile = {
    name: "added",
    owner: "team-shop",
    service: "checkout",
    groups: [{ name: "added", intervalSeconds: 30, rules: [rule] }],
    ...file,
  };
  return { ...shopModel, ruleFiles: [...shopModel.ruleFiles, added] };
}

/** The shop with a dashboard of one panel, of the service checkout. */
export function withPanel(panel: Panel, dashboard: Partial<Dashboard> = {}): Model {
  const [template] = shopModel.dashboards.filter(({ service }) => service === "checkout") as [Dashboard];
  const added: Dashboard = { ...template, uid: "added", annotations: [], rows: [{ title: "Row", collapsed: false, panels: [panel] }], ...dashboard };
  return { ...shopModel, dashboards: [...shopModel.dashboards, added] };
}

export function alertOn(expression: InstantVector, rest: Partial<AlertingRule> = {}): AlertingRule {
  return {
    kind: "alert",
    name: "Added",
    expression,
    forSeconds: 60,
    keepFiringForSeconds: 0,
    severity: "warning",
    category: "services",
    labels: {},
    summary: "",
    description: "",
    runbook: "services/added",
    ...rest,
  };
}

export function recordOf(
  expression: RecordingRule["expression"],
  record: Partial<RecordDefinition>,
  labels: Readonly<Record<string, string>> = {},
): RecordingRule {
  return {
    kind: "recording",
    record: { kind: "record", name: "added:record", help: "Added.", unit: "count", labels: {}, ...record },
    expression,
    labels,
  };
}
