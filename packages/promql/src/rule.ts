import type { InstantVector, Scalar } from "./expression.ts";
import type { RecordDefinition } from "./series.ts";

/** Writes the value of an expression as a new series at every evaluation. */
export interface RecordingRule {
  readonly kind: "recording";
  readonly record: RecordDefinition;
  readonly expression: InstantVector | Scalar;
  /** Labels added to each series. */
  readonly labels: Readonly<Record<string, string>>;
}

export const SEVERITIES = ["critical", "warning", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const ALERT_CATEGORIES = ["infrastructure", "services", "business", "performance", "security", "synthetic", "pipeline"] as const;
export type AlertCategory = (typeof ALERT_CATEGORIES)[number];

/** Fires for every series that the expression returns. */
export interface AlertingRule {
  readonly kind: "alert";
  /** CamelCase, unique in the platform. */
  readonly name: string;
  readonly expression: InstantVector;
  /** Seconds for which the expression must hold; 0 fires at once. */
  readonly forSeconds: number;
  /** Seconds for which the alert stays when its data goes away. */
  readonly keepFiringForSeconds: number;
  readonly severity: Severity;
  readonly category: AlertCategory;
  /** Further labels, such as `slo` and `tier`. */
  readonly labels: Readonly<Record<string, string>>;
  /** One line. May read `{{ $labels.x }}` of labels that the expression keeps. */
  readonly summary: string;
  readonly description: string;
  /** Path below `runbooks/`, without extension: `services/slo-burn`. */
  readonly runbook: string;
}

export type Rule = RecordingRule | AlertingRule;

/** Rules evaluated one after the other, so that a rule may read what an earlier one recorded. */
export interface RuleGroup {
  readonly name: string;
  readonly intervalSeconds: number;
  readonly rules: readonly Rule[];
}
