import { DefinitionError } from "@platform/metrics/define";
import { type AlertingRule, unitOf } from "@platform/promql";
import type { AlertDefinition, Level } from "../definition/alert-definition.ts";
import { severities } from "../definition/severity.ts";
import { signalExpression } from "../signal/signal-expression.ts";
import { alertExpression, ofJob } from "./condition-expression.ts";
import { fillIn, limitText, valueTemplate } from "./limit-text.ts";

/** Alerts by their name within a job, in camelCase: `revenueDrop` of the service `hotel` is the alert `HotelRevenueDrop`. */
export type AlertDefinitions = Readonly<Record<string, AlertDefinition>>;

/** What alerts are about. */
export interface AlertSubject {
  /** Value of the label `job`, kebab-case. */
  readonly job: string;
  /** For people. */
  readonly title: string;
  readonly alerts: AlertDefinitions;
  readonly scrapeIntervalSeconds: number;
}

/** A level of an alert with the rule that it became. */
export interface AlertOfLevel {
  readonly definition: AlertDefinition;
  readonly level: Level;
  readonly rule: AlertingRule;
}

/** Scrapes that a target may miss before its absence counts: a restart of Prometheus is silent. */
const SCRAPES = 4;

/** The rules of a job's alerts, one for each level, in the order of the definitions. */
export function alertRules(subject: AlertSubject): readonly AlertingRule[] {
  return alertsOfLevels(subject).map(({ rule }) => rule);
}

export function alertsOfLevels(subject: AlertSubject): readonly AlertOfLevel[] {
  return Object.entries(subject.alerts).flatMap(([key, definition]) => {
    const own = ofJob(definition, subject.job);
    return own.levels.map((level) => ({ definition: own, level, rule: ruleOf(subject, key, own, level) }));
  });
}

/**
 * @throws DefinitionError `alert_name_invalid` for a key that is not camelCase
 */
export function checkAlertNames(alerts: AlertDefinitions, owner: string): void {
  const wrong = Object.keys(alerts).find((key) => !/^[a-z][A-Za-z0-9]*$/.test(key) || key.length > 60);
  if (wrong !== undefined) {
    throw new DefinitionError("alert_name_invalid", `${owner} has an alert "${wrong}"; names are camelCase, of letters and digits, at most 60.`);
  }
}

function ruleOf({ job, title, scrapeIntervalSeconds }: AlertSubject, key: string, definition: AlertDefinition, level: Level): AlertingRule {
  const { condition, levels, category, summary, description, runbook, keepFiringForSeconds, owner, explains } = definition;
  const expression = alertExpression(definition, level, job);
  const unit = unitOf(condition.kind === "above" || condition.kind === "below" ? signalExpression(condition.signal) : expression);
  const words = { title, limit: limitText(level.limit ?? 0, unit), value: valueTemplate(unit) };
  return {
    kind: "alert",
    name: `${pascalCase(job)}${levelName(key, definition, level)}`,
    expression,
    forSeconds: Math.max(definition.forSeconds ?? severities[level.severity].forSeconds, leastSeconds(definition, scrapeIntervalSeconds)),
    keepFiringForSeconds,
    severity: level.severity,
    category,
    labels: {
      ...(levels.length > 1 && { cause: key }),
      ...(explains !== undefined && { explains }),
      ...(owner !== undefined && { team: owner }),
    },
    summary: fillIn(summary, words),
    description: fillIn(description, words),
    runbook,
  };
}

/** `cpu` with two levels above: `HighCpu` and `CriticalCpu`. */
function levelName(key: string, { condition, levels }: AlertDefinition, { severity }: Level): string {
  const name = `${key.slice(0, 1).toUpperCase()}${key.slice(1)}`;
  if (levels.length === 1) {
    return name;
  }
  return `${severity === "critical" ? "Critical" : `${severity === "info" ? "Noted" : ""}${condition.kind === "below" ? "Low" : "High"}`}${name}`;
}

function leastSeconds({ condition }: AlertDefinition, scrapeIntervalSeconds: number): number {
  switch (condition.kind) {
    case "down":
    case "instance-down":
    case "target-down":
    case "absent":
    case "data-missing":
      return SCRAPES * scrapeIntervalSeconds;
    default:
      return 0;
  }
}

function pascalCase(name: string): string {
  return name
    .split("-")
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join("");
}
