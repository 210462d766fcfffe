import { defineCounter, defineGauge, defineHistogram, open } from "@platform/metrics/define";
import { FAILURE_REASONS } from "./flow/check.ts";

/** How a run ended. `retried` passed, but not at once; `interrupted` is one whose runner ended before it. */
export const RUN_OUTCOMES = ["passed", "retried", "failed", "timed_out", "interrupted"] as const;

export type RunOutcome = (typeof RUN_OUTCOMES)[number];

/** Why a run that was due did not begin: the one before it goes on, no place was free, steps of the flow never ended. */
export const SKIP_REASONS = ["overlap", "busy", "stuck"] as const;

export type SkipReason = (typeof SKIP_REASONS)[number];

/** Runs of one flow in several places differ in `location` alone, so that they add up. */
const ofFlow = { flow: open({ max: 1000 }), location: open({ max: 100 }) } as const;
const ofStep = { ...ofFlow, step: open({ max: 5000 }) } as const;

/** Answers of a service, and whole flows up to the usual longest one. */
const BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] as const;

export const syntheticRuns = defineCounter({
  name: "synthetic_runs_total",
  help: "Runs of flows: retried ones passed, but not at once.",
  labels: { ...ofFlow, outcome: RUN_OUTCOMES },
  maxSeries: 10_000,
});

export const syntheticRunDuration = defineHistogram({
  name: "synthetic_run_duration_seconds",
  help: "Time of a run, with its retries and without its cleanup.",
  labels: ofFlow,
  buckets: BUCKETS,
  maxSeries: 10_000,
});

export const syntheticStepDuration = defineHistogram({
  name: "synthetic_step_duration_seconds",
  help: "Time of a step that passed.",
  labels: ofStep,
  buckets: BUCKETS,
  maxSeries: 10_000,
});

export const syntheticStepFailures = defineCounter({
  name: "synthetic_step_failures_total",
  help: "Steps that failed, those of attempts that were repeated included.",
  labels: { ...ofStep, reason: FAILURE_REASONS },
  maxSeries: 10_000,
});

export const syntheticRetries = defineCounter({
  name: "synthetic_retries_total",
  help: "Attempts after the first one of a run.",
  labels: ofFlow,
});

export const syntheticCleanupFailures = defineCounter({
  name: "synthetic_cleanup_failures_total",
  help: "Cleanups that failed or took too long: what the run has made is still there.",
  labels: ofFlow,
});

export const syntheticSkippedRuns = defineCounter({
  name: "synthetic_skipped_runs_total",
  help: "Runs that were due and did not begin.",
  labels: { ...ofFlow, reason: SKIP_REASONS },
  maxSeries: 10_000,
});

export const syntheticFlowPassing = defineGauge({
  name: "synthetic_flow_passing",
  help: "1 if the last run passed, else 0; not there before the first run ends.",
  labels: ofFlow,
});

export const syntheticLastRun = defineGauge({
  name: "synthetic_last_run_timestamp_seconds",
  help: "When a run ended last; the start of the runner before the first one.",
  labels: ofFlow,
  unit: "timestamp",
});

export const syntheticLastSuccess = defineGauge({
  name: "synthetic_last_success_timestamp_seconds",
  help: "When a run passed last.",
  labels: ofFlow,
  unit: "timestamp",
});

export const syntheticLastDuration = defineGauge({
  name: "synthetic_last_run_duration_seconds",
  help: "Time of the last run.",
  labels: ofFlow,
});

export const syntheticFlowInterval = defineGauge({
  name: "synthetic_flow_interval_seconds",
  help: "Time from one run to the next, as defined.",
  labels: ofFlow,
});

export const syntheticFlowSlow = defineGauge({
  name: "synthetic_flow_slow_seconds",
  help: "Time from which on a run is slow, as defined.",
  labels: ofFlow,
});

export const syntheticAbandonedSteps = defineGauge({
  name: "synthetic_abandoned_steps",
  help: "Steps that go on although their time is over.",
  labels: ofFlow,
});

export const syntheticLeftovers = defineCounter({
  name: "synthetic_leftovers_total",
  help: "Timers, connections and other resources that a run has left open.",
  labels: ofFlow,
});

export const syntheticStrayErrors = defineCounter({
  name: "synthetic_stray_errors_total",
  help: "Errors and rejections of flows that nobody caught, outside of any step.",
});

export const syntheticActiveRuns = defineGauge({ name: "synthetic_active_runs", help: "Runs that are under way." });

export const syntheticWaitingRuns = defineGauge({ name: "synthetic_waiting_runs", help: "Runs that are due and wait for a free place." });

/** What became of the marks of requests. Only an accepted one makes a request synthetic; the others are served as anybody's. */
export const MARK_OUTCOMES = ["accepted", "expired", "forged", "malformed", "over_rate"] as const;

/** Exposed by services that know synthetic traffic, not by the runner. */
export const syntheticMarks = defineCounter({
  name: "http_server_synthetic_marks_total",
  help: "Requests that came with the mark of synthetic traffic.",
  labels: { outcome: MARK_OUTCOMES },
});

/** What the runner exposes. */
export const syntheticMetrics = {
  syntheticRuns,
  syntheticRunDuration,
  syntheticStepDuration,
  syntheticStepFailures,
  syntheticRetries,
  syntheticCleanupFailures,
  syntheticSkippedRuns,
  syntheticFlowPassing,
  syntheticLastRun,
  syntheticLastSuccess,
  syntheticLastDuration,
  syntheticFlowInterval,
  syntheticFlowSlow,
  syntheticAbandonedSteps,
  syntheticLeftovers,
  syntheticStrayErrors,
  syntheticActiveRuns,
  syntheticWaitingRuns,
} as const;
