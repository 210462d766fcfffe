import type { FlowDefinition } from "../flow/flow-definition.ts";
import type { StepContext } from "../flow/step-context.ts";
import type { RunOutcome } from "../synthetic-metrics.ts";
import type { Bound } from "./bound.ts";
import type { Failure } from "./failure.ts";
import { type AttemptRun, runAttempt } from "./run-attempt.ts";
import { beginTrace } from "./run-trace.ts";

/** How a flow was run, with all attempts. */
export interface FlowRun {
  readonly flow: FlowDefinition;
  readonly location: string;
  readonly outcome: RunOutcome;
  /** Seconds since 1970. */
  readonly startedAtSeconds: number;
  /** All attempts, without their cleanup. */
  readonly seconds: number;
  /** At least one. */
  readonly attempts: readonly AttemptRun[];
  /** Of the last attempt, where it did not pass. */
  readonly failure?: Failure;
  /** Under which the services' spans of this run are found. 32 hex digits. */
  readonly traceId: string;
}

export interface RunFlowOptions {
  /** Default `local`. */
  readonly location?: string;
  /** Given to the steps; default none. */
  readonly variables?: StepContext<unknown>["variables"];
  /** Signs the mark of the run's requests; without it services take them for ordinary ones. */
  readonly secret?: string | undefined;
  /** Ends the run early; it is then `interrupted`. Its reason is an error. */
  readonly interruption?: AbortSignal;
  /** Told of work of a step that goes on although its time is over. */
  readonly onAbandon?: (work: Bound<unknown>) => void;
  /** Seconds on a clock that only rises; the process's own when left out. */
  readonly now?: () => number;
}

/** Runs a flow once, with its retries. It does not reject. */
export async function runFlow(flow: FlowDefinition, options: RunFlowOptions = {}): Promise<FlowRun> {
  const { location = "local", variables = {}, secret, interruption = new AbortController().signal } = options;
  const { onAbandon = () => {}, now = () => performance.now() / 1000 } = options;
  const startedAtSeconds = Date.now() / 1000;
  const trace = beginTrace({ flow: flow.name, location, secret, nowSeconds: startedAtSeconds });
  const attempts: AttemptRun[] = [];
  let failure: Failure | undefined;
  for (let attempt = 1; attempt <= flow.retries + 1; attempt++) {
    const run = await runAttempt(flow, { attempt, location, variables, trace, interruption, onAbandon, now });
    attempts.push(run);
    failure = run.failure;
    if (failure === undefined || interruption.aborted) {
      break;
    }
  }
  trace.end(failure === undefined ? undefined : new Error(`${failure.step}: ${failure.message}`));
  return {
    flow,
    location,
    outcome: outcomeOf(failure, attempts.length),
    startedAtSeconds,
    seconds: attempts.reduce((sum, { seconds }) => sum + seconds, 0),
    attempts,
    ...(failure && { failure }),
    traceId: trace.traceId,
  };
}

function outcomeOf(failure: Failure | undefined, attempts: number): RunOutcome {
  if (failure === undefined) {
    return attempts === 1 ? "passed" : "retried";
  }
  return failure.reason === "interrupted" ? "interrupted" : failure.reason === "timeout" ? "timed_out" : "failed";
}
