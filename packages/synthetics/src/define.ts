export { CheckFailure, check, expectJson, expectText, FAILURE_REASONS, type FailureReason } from "./flow/check.ts";
export {
  defineFlow,
  type FlowDefinition,
  type FlowOptions,
  type FlowSlo,
  type FlowState,
  type FlowStep,
} from "./flow/flow-definition.ts";
export { readShape, type Shape, type Shaped } from "./flow/shape.ts";
export type { StepContext } from "./flow/step-context.ts";
export {
  MARK_OUTCOMES,
  RUN_OUTCOMES,
  type RunOutcome,
  SKIP_REASONS,
  type SkipReason,
  syntheticAbandonedSteps,
  syntheticActiveRuns,
  syntheticCleanupFailures,
  syntheticFlowInterval,
  syntheticFlowPassing,
  syntheticFlowSlow,
  syntheticLastDuration,
  syntheticLastRun,
  syntheticLastSuccess,
  syntheticLeftovers,
  syntheticMarks,
  syntheticMetrics,
  syntheticRetries,
  syntheticRunDuration,
  syntheticRuns,
  syntheticSkippedRuns,
  syntheticStepDuration,
  syntheticStepFailures,
  syntheticStrayErrors,
  syntheticWaitingRuns,
} from "./synthetic-metrics.ts";
