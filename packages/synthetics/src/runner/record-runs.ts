import { createMetrics, type MetricRegistry } from "@platform/metrics";
import type { FlowDefinition } from "../flow/flow-definition.ts";
import type { FlowRun } from "../run/run-flow.ts";
import { RUN_OUTCOMES, SKIP_REASONS, type SkipReason, syntheticMetrics } from "../synthetic-metrics.ts";

export interface RecordRuns {
  run(run: FlowRun): void;
  skip(flow: FlowDefinition, reason: SkipReason): void;
  /** A run that another process has begun, which ended before it. */
  lost(flow: FlowDefinition): void;
  abandoned(flow: FlowDefinition, by: 1 | -1): void;
  leftovers(flow: FlowDefinition, resources: number): void;
  strayError(): void;
  places(active: number, waiting: number): void;
}

export interface RecordRunsOptions {
  readonly flows: readonly FlowDefinition[];
  readonly location: string;
  readonly registry: MetricRegistry;
}

/** Records runs in the metrics of the runner. Whatever can be counted is there from the start, at 0. */
export function recordRuns({ flows, location, registry }: RecordRunsOptions): RecordRuns {
  /** The trace of the run that is just being recorded: a sample leads to it. */
  let traceId: string | undefined;
  const metrics = createMetrics(syntheticMetrics, { registry, exemplar: () => (traceId === undefined ? undefined : { trace_id: traceId }) });
  const startedAtSeconds = Date.now() / 1000;
  for (const { name: flow, everySeconds, slowSeconds } of flows) {
    const labels = { flow, location };
    for (const outcome of RUN_OUTCOMES) {
      metrics.syntheticRuns.inc({ ...labels, outcome }, 0);
    }
    for (const reason of SKIP_REASONS) {
      metrics.syntheticSkippedRuns.inc({ ...labels, reason }, 0);
    }
    for (const counter of [metrics.syntheticRetries, metrics.syntheticCleanupFailures, metrics.syntheticLeftovers]) {
      counter.inc(labels, 0);
    }
    metrics.syntheticFlowInterval.set(labels, everySeconds);
    metrics.syntheticFlowSlow.set(labels, slowSeconds);
    metrics.syntheticAbandonedSteps.set(labels, 0);
    metrics.syntheticLastRun.set(labels, startedAtSeconds);
  }
  return {
    run(run) {
      const { flow, outcome, seconds, attempts } = run;
      const labels = { flow: flow.name, location };
      traceId = run.traceId;
      metrics.syntheticRuns.inc({ ...labels, outcome });
      metrics.syntheticRetries.inc(labels, attempts.length - 1);
      for (const { steps, failure, cleanupFailure } of attempts) {
        for (const { name: step, seconds: taken } of steps) {
          if (step !== failure?.step) {
            metrics.syntheticStepDuration.observe({ ...labels, step }, taken);
          }
        }
        for (const failed of [failure, cleanupFailure]) {
          if (failed !== undefined) {
            metrics.syntheticStepFailures.inc({ ...labels, step: failed.step, reason: failed.reason });
          }
        }
        if (cleanupFailure !== undefined) {
          metrics.syntheticCleanupFailures.inc(labels);
        }
      }
      // A run that was not let to its end says nothing about what it tried.
      if (outcome !== "interrupted") {
        const nowSeconds = Date.now() / 1000;
        const passed = outcome === "passed" || outcome === "retried";
        metrics.syntheticRunDuration.observe(labels, seconds);
        metrics.syntheticLastDuration.set(labels, seconds);
        metrics.syntheticFlowPassing.set(labels, passed ? 1 : 0);
        metrics.syntheticLastRun.set(labels, nowSeconds);
        if (passed) {
          metrics.syntheticLastSuccess.set(labels, nowSeconds);
        }
      }
      traceId = undefined;
    },
    skip: ({ name: flow }, reason) => metrics.syntheticSkippedRuns.inc({ flow, location, reason }),
    lost: ({ name: flow }) => metrics.syntheticRuns.inc({ flow, location, outcome: "interrupted" }),
    abandoned: ({ name: flow }, by) => metrics.syntheticAbandonedSteps.inc({ flow, location }, by),
    leftovers: ({ name: flow }, resources) => metrics.syntheticLeftovers.inc({ flow, location }, resources),
    strayError: () => metrics.syntheticStrayErrors.inc(),
    places(active, waiting) {
      metrics.syntheticActiveRuns.set(active);
      metrics.syntheticWaitingRuns.set(waiting);
    },
  };
}
