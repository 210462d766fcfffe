import type { AlertingRule, Severity } from "@platform/promql";

export const PRIORITIES = ["critical", "high", "medium", "low"] as const;

/** How soon somebody must be at it, in the words of incident response. */
export type Priority = (typeof PRIORITIES)[number];

/** Whom an incident reaches, and when. */
export interface Escalation {
  /** Seconds until somebody has answered. */
  readonly respondWithinSeconds: number;
  /** Seconds after which the next one on the path is called. */
  readonly escalateAfterSeconds: number;
  /** From the first who is called on. */
  readonly path: readonly string[];
  /** @see https://developer.pagerduty.com/docs/events-api-v2/overview/ (`payload.severity`) */
  readonly pagerdutySeverity: "critical" | "error" | "warning" | "info";
}

/** The escalation matrix. */
export const escalations: Readonly<Record<Priority, Escalation>> = {
  critical: {
    respondWithinSeconds: 5 * 60,
    escalateAfterSeconds: 15 * 60,
    path: ["On-call engineer", "DevOps lead", "CTO"],
    pagerdutySeverity: "critical",
  },
  high: { respondWithinSeconds: 15 * 60, escalateAfterSeconds: 30 * 60, path: ["On-call engineer", "Team lead"], pagerdutySeverity: "error" },
  medium: { respondWithinSeconds: 3600, escalateAfterSeconds: 2 * 3600, path: ["Team lead", "Manager"], pagerdutySeverity: "warning" },
  low: { respondWithinSeconds: 4 * 3600, escalateAfterSeconds: 8 * 3600, path: ["Team lead"], pagerdutySeverity: "info" },
};

/** What a severity means for an alert. */
export interface SeverityPolicy {
  /** Seconds for which a condition must hold, unless the alert says otherwise. */
  readonly forSeconds: number;
  readonly priority: Priority;
}

/** The one table that turns the severity of an alert into time to wait, time to respond and path of escalation. */
export const severities: Readonly<Record<Severity, SeverityPolicy>> = {
  critical: { forSeconds: 120, priority: "critical" },
  warning: { forSeconds: 300, priority: "high" },
  info: { forSeconds: 900, priority: "low" },
};

/** A warning that asks for a ticket can wait longer than one that somebody must look at now. */
export function priorityOf({ severity, labels }: Pick<AlertingRule, "severity" | "labels">): Priority {
  return severity === "warning" && labels.action === "ticket" ? "medium" : severities[severity].priority;
}
