import type { LabelDomains } from "@platform/metrics/define";
import type { AlertCategory, Matchers, Selector, Severity } from "@platform/promql";
import type { Signal } from "../signal/signal.ts";

/** An alert on anything that is measured, as data. A service or an exporter gives it its name, its job and its owner. */
export interface AlertDefinition {
  readonly kind: "alert-definition";
  readonly condition: Condition;
  /** One alert for each, the worst first. */
  readonly levels: readonly Level[];
  /** Fires only while these hold as well. */
  readonly guards: readonly Guard[];
  /** Least number of events, as {@link volumeOf} counts them, under which the signal says nothing; 0 for none. */
  readonly minimum: number;
  readonly category: AlertCategory;
  readonly summary: string;
  readonly description: string;
  readonly runbook: string;
  /** In place of the severity's. */
  readonly forSeconds?: number;
  readonly keepFiringForSeconds: number;
  /** In place of the owner of what it watches. */
  readonly owner?: string;
  /** While it fires, the other alerts of its job, or of its instance, are consequences. */
  readonly explains?: "job" | "instance";
}

export interface Level {
  readonly severity: Severity;
  /** In the signal's unit; undefined where the condition knows none. */
  readonly limit?: number;
}

/** A limit on another signal that has the same labels, or is told apart by `instance` or `job` alone. */
export interface Guard {
  readonly signal: Signal;
  readonly comparison: "above" | "below";
  readonly limit: number;
}

export type Condition =
  | { readonly kind: "above" | "below"; readonly signal: Signal }
  /** No series is there. */
  | { readonly kind: "absent"; readonly of: Selector }
  /** A line through the last samples reaches the end in time. */
  | Filling
  /** No target of the job answers, or there is none. */
  | { readonly kind: "down" }
  /** A target does not answer while another one of its job does. */
  | { readonly kind: "instance-down" }
  /** A target does not answer. */
  | { readonly kind: "target-down" }
  /** Always true: its silence is the alarm. */
  | { readonly kind: "always" }
  /** The job answers, but what its alerts read is not there. */
  | { readonly kind: "data-missing"; readonly of: readonly Selector[] };

export interface Filling {
  readonly kind: "filling";
  /** The amount that grows, or the one that shrinks. */
  readonly of: Selector;
  readonly size: Selector;
  /** Does `of` say what is used, or what is left? */
  readonly says: "used" | "free";
  readonly windowSeconds: number;
  readonly aheadSeconds: number;
  /** Share in use under which nobody is told, however fast it grows. */
  readonly fromShare: number;
}

/** What every alert says. `{title}` stands for the title of its job, `{limit}` and `{value}` for those of the level, with their unit. */
export interface AlertText {
  readonly category: AlertCategory;
  /** One line: what is wrong. May read `{{ $labels.x }}` of labels that the signal keeps. */
  readonly summary: string;
  /** What the number is, and what it means. */
  readonly description: string;
  /** Path below `runbooks/`, without extension. */
  readonly runbook: string;
  readonly forSeconds?: number;
  /** Seconds for which the alert stays when its data goes away; default 0. */
  readonly keepFiringForSeconds?: number;
  readonly owner?: string;
  readonly explains?: "job" | "instance";
}

/** Limits by severity: `{ warning: 0.8, critical: 0.95 }`. */
export type Limits = { readonly [S in Severity]?: number };

export interface LimitOptions extends AlertText {
  readonly limits: Limits;
  /** Default 0. */
  readonly minimum?: number;
  /** Default none. */
  readonly guards?: readonly Guard[];
}

export interface AbsentOptions<L extends LabelDomains> extends AlertText {
  readonly labels?: Matchers<NoInfer<L>>;
  readonly severity: Severity;
}
