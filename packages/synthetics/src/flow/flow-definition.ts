import { DefinitionError, markPlace } from "@platform/metrics/define";
import type { StepContext } from "./step-context.ts";

/** What the steps of one run know together: plain values by name. */
export type FlowState = Readonly<Record<string, unknown>>;

/** What a user does, tried again and again. */
export interface FlowDefinition {
  readonly kind: "flow";
  /** Kebab-case; the value of the label `flow`. */
  readonly name: string;
  readonly everySeconds: number;
  /** Longest time of all steps of one attempt. */
  readonly timeoutSeconds: number;
  /** Longest time of the cleanup. */
  readonly cleanupTimeoutSeconds: number;
  /** A run that takes longer is slow. */
  readonly slowSeconds: number;
  /** Further attempts of a run whose attempt failed. */
  readonly retries: number;
  readonly slo?: FlowSlo;
  /** The state that each attempt begins with. */
  readonly state: () => FlowState;
  /** In order. */
  readonly steps: readonly FlowStep[];
  readonly cleanup?: (context: StepContext<FlowState>) => Promise<void>;
}

export interface FlowStep {
  /** Kebab-case; the value of the label `step`. */
  readonly name: string;
  readonly run: (context: StepContext<FlowState>) => Promise<unknown>;
}

/** What a step adds to the state, or nothing. */
// biome-ignore lint/suspicious/noConfusingVoidType: a step that returns nothing at its end may return a part of the state elsewhere
export type StepResult<S extends FlowState> = Promise<Partial<S> | void>;

/** A promise about the runs of a flow. */
export interface FlowSlo {
  /** Share of the runs that pass, such as 0.99. */
  readonly objective: number;
}

export interface FlowOptions<S extends FlowState> {
  /** 0.1 to 86,400. */
  readonly everySeconds: number;
  /** Default 30, or a quarter of `everySeconds` if that is less. With all retries and the cleanup it is over before the next run begins. */
  readonly timeoutSeconds?: number;
  /** Default 10, or a quarter of `everySeconds` if that is less. */
  readonly cleanupTimeoutSeconds?: number;
  /** Default half of `timeoutSeconds`. */
  readonly slowSeconds?: number;
  /** 0 to 3; default 0. A run that passes only then is counted as `retried`. */
  readonly retries?: number;
  readonly slo?: FlowSlo;
  /** Default no state. */
  readonly state?: () => S;
  /** By name, in the order in which they run. */
  readonly steps: Readonly<Record<string, (context: StepContext<S>) => StepResult<S>>>;
  /** Takes away what the steps have left. Runs after every attempt, however that went, with the state that it came to. */
  readonly cleanup?: (context: StepContext<S>) => Promise<void>;
}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const MOST_RETRIES = 3;

/**
 * Defines what a user does as steps that share a state: what a step returns is part of the state of the steps after it.
 *
 * @throws DefinitionError `flow_name_invalid`, `step_name_invalid`, `steps_empty`, `interval_invalid`, `timeout_invalid`, `retries_invalid`,
 * `slow_invalid`, `flow_slo_invalid`
 */
export function defineFlow<S extends FlowState = Readonly<Record<never, never>>>(name: string, options: FlowOptions<S>): FlowDefinition {
  const { everySeconds, retries = 0, slo, state, steps, cleanup } = options;
  checkName("flow_name_invalid", "Flow", name);
  if (!(everySeconds >= 0.1 && everySeconds <= 86_400)) {
    throw new DefinitionError("interval_invalid", `Flow "${name}" runs every 0.1 to 86400 seconds, got ${everySeconds}.`);
  }
  if (!Number.isInteger(retries) || retries < 0 || retries > MOST_RETRIES) {
    throw new DefinitionError("retries_invalid", `Flow "${name}" has 0 to ${MOST_RETRIES} retries, got ${retries}.`);
  }
  const { timeoutSeconds = Math.min(30, everySeconds / 4), cleanupTimeoutSeconds = Math.min(10, everySeconds / 4) } = options;
  const { slowSeconds = timeoutSeconds / 2 } = options;
  const longest = (retries + 1) * (timeoutSeconds + (cleanup === undefined ? 0 : cleanupTimeoutSeconds));
  if (!(timeoutSeconds > 0 && cleanupTimeoutSeconds > 0 && longest <= everySeconds)) {
    throw new DefinitionError(
      "timeout_invalid",
      `Flow "${name}" may take ${longest} s (${retries + 1} attempts of ${timeoutSeconds} s with their cleanup), but runs every ${everySeconds} s.`,
    );
  }
  if (!(slowSeconds > 0 && slowSeconds <= timeoutSeconds)) {
    throw new DefinitionError("slow_invalid", `Flow "${name}" is slow from over 0 to ${timeoutSeconds} s (its timeout) on, got ${slowSeconds}.`);
  }
  if (slo !== undefined && !(slo.objective > 0 && slo.objective < 1)) {
    throw new DefinitionError("flow_slo_invalid", `The objective of flow "${name}" is a share between 0 and 1, got ${slo.objective}.`);
  }
  const listed = Object.entries(steps);
  if (listed.length === 0) {
    throw new DefinitionError("steps_empty", `Flow "${name}" has no step.`);
  }
  for (const [step] of listed) {
    checkName("step_name_invalid", `Step of flow "${name}",`, step);
  }
  const flow = {
    kind: "flow",
    name,
    everySeconds,
    timeoutSeconds,
    cleanupTimeoutSeconds,
    slowSeconds,
    retries,
    ...(slo !== undefined && { slo }),
    state: state ?? (() => ({})),
    steps: listed.map(([step, run]) => ({ name: step, run })),
    ...(cleanup !== undefined && { cleanup }),
  };
  // From here on only the runner calls the steps, and only with a state that `state` has made.
  return markPlace(flow as unknown as FlowDefinition, defineFlow);
}

function checkName(code: string, of: string, name: string): void {
  if (!NAME.test(name) || name.length > 60) {
    throw new DefinitionError(code, `${of} ${JSON.stringify(name)} must match ${NAME} and have at most 60 characters.`);
  }
}
