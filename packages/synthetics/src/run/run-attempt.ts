import { CheckFailure } from "../flow/check.ts";
import type { FlowDefinition, FlowState } from "../flow/flow-definition.ts";
import type { StepContext } from "../flow/step-context.ts";
import { type Bound, bound } from "./bound.ts";
import { type Failure, failureOf, RunEnd } from "./failure.ts";
import { createMarkedFetch } from "./marked-fetch.ts";
import type { RunTrace } from "./run-trace.ts";

/** A step that has ended. */
export interface StepRun {
  readonly name: string;
  readonly seconds: number;
}

/** One time through the steps, and the cleanup after it. */
export interface AttemptRun {
  /** In order; the last one is that which failed, if one did. */
  readonly steps: readonly StepRun[];
  readonly seconds: number;
  readonly failure?: Failure;
  /** What the cleanup failed with. */
  readonly cleanupFailure?: Failure;
}

export interface AttemptOptions {
  readonly attempt: number;
  readonly location: string;
  readonly variables: StepContext<unknown>["variables"];
  readonly trace: RunTrace;
  /** Ends the attempt early, for a reason that is a `RunEnd`. */
  readonly interruption: AbortSignal;
  /** Told of work that goes on although its time is over. */
  readonly onAbandon: (work: Bound<unknown>) => void;
  /** Seconds on a clock that only rises. */
  readonly now: () => number;
}

/** Goes through the steps until one fails, and then cleans up. It does not reject. */
export async function runAttempt(flow: FlowDefinition, options: AttemptOptions): Promise<AttemptRun> {
  const { now } = options;
  const startSeconds = now();
  const steps: StepRun[] = [];
  const limit = timeLimit(flow.timeoutSeconds, `The steps were not done after ${flow.timeoutSeconds} s.`, options.interruption);
  let state: FlowState = {};
  let failure: Failure | undefined;
  let current = "state";
  try {
    state = flow.state();
    for (const { name, run } of flow.steps) {
      current = name;
      const stepSeconds = now();
      try {
        state = merge(state, await part(name, run, state, limit.signal, options), flow);
      } finally {
        steps.push({ name, seconds: now() - stepSeconds });
      }
    }
  } catch (thrown) {
    failure = failureOf(current, limit.signal.aborted ? limit.signal.reason : thrown);
  }
  limit.clear();
  const seconds = now() - startSeconds;
  const cleanupFailure = await cleanUp(flow, state, options);
  return { steps, seconds, ...(failure && { failure }), ...(cleanupFailure && { cleanupFailure }) };
}

/** The cleanup has a time of its own, and goes on where the run was interrupted: whoever stops a runner waits for it. */
async function cleanUp(flow: FlowDefinition, state: FlowState, options: AttemptOptions): Promise<Failure | undefined> {
  const { cleanup, cleanupTimeoutSeconds } = flow;
  if (cleanup === undefined) {
    return undefined;
  }
  const limit = timeLimit(cleanupTimeoutSeconds, `The cleanup was not done after ${cleanupTimeoutSeconds} s.`);
  try {
    await part("cleanup", cleanup, state, limit.signal, options);
    return undefined;
  } catch (thrown) {
    return failureOf("cleanup", thrown);
  } finally {
    limit.clear();
  }
}

async function part<T>(
  name: string,
  run: (context: StepContext<FlowState>) => Promise<T>,
  state: FlowState,
  signal: AbortSignal,
  { trace, variables, attempt, location, onAbandon }: AttemptOptions,
): Promise<T> {
  return trace.step(name, async (headers) => {
    const client = createMarkedFetch(headers, signal);
    const work = bound(() => run({ state, fetch: client.fetch, signal, variables, headers, attempt, location }), signal);
    try {
      return await work.result;
    } finally {
      await client.release();
      if (!work.hasEnded()) {
        onAbandon(work);
      }
    }
  });
}

/** What a step returns becomes part of the state, if the state has such parts. */
function merge(state: FlowState, returned: unknown, flow: FlowDefinition): FlowState {
  if (returned === undefined) {
    return state;
  }
  if (typeof returned !== "object" || returned === null || Object.getPrototypeOf(returned) !== Object.prototype) {
    throw new CheckFailure("shape", `The step returned ${kindOf(returned)}; a step returns parts of the state of flow "${flow.name}", or nothing.`);
  }
  for (const [key, value] of Object.entries(returned)) {
    if (!Object.hasOwn(state, key)) {
      throw new CheckFailure("shape", `The step returned "${key}", which is no part of the state of flow "${flow.name}".`);
    }
    const before = state[key];
    if (before !== undefined && before !== null && typeof before !== typeof value) {
      throw new CheckFailure("shape", `The step returned ${kindOf(value)} as "${key}", which is ${kindOf(before)}.`);
    }
  }
  return { ...state, ...returned };
}

function kindOf(value: unknown): string {
  return value === null ? "null" : typeof value === "object" ? `a ${value.constructor?.name ?? "object"}` : `a ${typeof value}`;
}

interface TimeLimit {
  readonly signal: AbortSignal;
  clear(): void;
}

function timeLimit(seconds: number, message: string, interruption?: AbortSignal): TimeLimit {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new RunEnd("timeout", message)), seconds * 1000);
  return {
    signal: interruption === undefined ? controller.signal : AbortSignal.any([controller.signal, interruption]),
    clear: () => clearTimeout(timer),
  };
}
