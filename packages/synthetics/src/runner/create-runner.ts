import type { MetricRegistry } from "@platform/metrics";
import { DefinitionError } from "@platform/metrics/define";
import { register } from "prom-client";
import type { FlowDefinition } from "../flow/flow-definition.ts";
import type { StepContext } from "../flow/step-context.ts";
import { checkSecret } from "../mark/mark.ts";
import { RunEnd } from "../run/failure.ts";
import { type FlowRun, runFlow } from "../run/run-flow.ts";
import type { SkipReason } from "../synthetic-metrics.ts";
import { watchLeftovers } from "./leftovers.ts";
import { createPlaces } from "./places.ts";
import { recordRuns } from "./record-runs.ts";
import type { RunJournal } from "./run-journal.ts";
import { startTimes } from "./start-times.ts";

export interface RunnerOptions {
  readonly flows: readonly FlowDefinition[];
  /** Where this runs, such as a region; runs of several locations add up. Default `local`. */
  readonly location?: string;
  /** Where the metrics are recorded; prom-client's `register` when left out. */
  readonly registry?: MetricRegistry;
  /** Given to the steps; default none. */
  readonly variables?: StepContext<unknown>["variables"];
  /** Signs the mark of the runs' requests, of at least 16 characters; without it services take them for ordinary ones. */
  readonly secret?: string | undefined;
  /** Runs at a time; further ones wait. Default 20. */
  readonly concurrency?: number;
  /** Remembers runs beyond the end of the process, so that those which it takes with it are counted; default none does. */
  readonly journal?: RunJournal;
  /** Told of every run that has ended. */
  readonly onRun?: (run: FlowRun) => void;
  /** 0 to under 1; `Math.random` when left out. */
  readonly random?: () => number;
}

/** How a flow is doing. */
export interface FlowStatus {
  readonly flow: FlowDefinition;
  readonly isRunning: boolean;
  /** Seconds until its next start; negative for one that is late. */
  readonly nextInSeconds: number;
  readonly lastRun: FlowRun | undefined;
  readonly lastFailure: FlowRun | undefined;
}

/** Runs flows again and again. */
export interface Runner {
  readonly location: string;
  readonly registry: MetricRegistry;
  start(): void;
  /**
   * Begins no further run, lets those that are under way end for `timeoutSeconds` (default 5), interrupts the others and waits for their cleanup.
   * Does not reject.
   */
  stop(options?: { readonly timeoutSeconds?: number }): Promise<void>;
  status(): readonly FlowStatus[];
  /** Counts an error that none of the steps has caught. */
  noteStrayError(): void;
}

/** Steps of one flow that never end, beyond which it is run no more: they hold memory and connections. */
const MOST_ABANDONED = 3;

interface Entry {
  readonly flow: FlowDefinition;
  readonly next: (now: number) => number;
  timer?: NodeJS.Timeout;
  dueSeconds: number;
  state: "idle" | "waiting" | "running";
  abandoned: number;
  lastRun?: FlowRun;
  lastFailure?: FlowRun;
}

const now = () => performance.now() / 1000;

/**
 * @throws DefinitionError `flows_empty`, `flow_duplicate`, `location_invalid`, `concurrency_invalid`, `mark_secret_weak`
 */
export function createRunner(options: RunnerOptions): Runner {
  const { flows, location = "local", registry = register, variables = {}, secret, concurrency = 20, journal, onRun, random = Math.random } = options;
  checkOptions({ flows, location, concurrency, secret });
  const record = recordRuns({ flows, location, registry });
  const places = createPlaces(concurrency);
  const leftovers = watchLeftovers(() => places.active() <= 1);
  const interruption = new AbortController();
  const running = new Set<Promise<void>>();
  const entries = flows.map((flow, index): Entry => {
    const { next } = startTimes({ everySeconds: flow.everySeconds, index, location, nowSeconds: now(), random });
    return { flow, next, dueSeconds: Number.POSITIVE_INFINITY, state: "idle", abandoned: 0 };
  });

  function plan(entry: Entry): void {
    entry.dueSeconds = entry.next(now());
    entry.timer = setTimeout(() => begin(entry), Math.max(0, entry.dueSeconds - now()) * 1000);
  }

  function begin(entry: Entry): void {
    plan(entry);
    const skip = reasonToSkip(entry);
    if (skip !== undefined) {
      record.skip(entry.flow, skip);
      return;
    }
    entry.state = "waiting";
    const run = places
      .take(() => runOnce(entry))
      .finally(() => {
        entry.state = "idle";
        running.delete(run);
        record.places(places.active(), places.waiting());
      });
    running.add(run);
    record.places(places.active(), places.waiting());
  }

  async function runOnce(entry: Entry): Promise<void> {
    const { flow } = entry;
    entry.state = "running";
    const ended = await leftovers.begin();
    journal?.begin(flow.name);
    const run = await runFlow(flow, {
      location,
      variables,
      secret,
      interruption: interruption.signal,
      onAbandon({ ended: end }) {
        entry.abandoned++;
        record.abandoned(flow, 1);
        void end.then(() => {
          entry.abandoned--;
          record.abandoned(flow, -1);
        });
      },
    });
    journal?.end(flow.name);
    entry.lastRun = run;
    if (run.failure !== undefined) {
      entry.lastFailure = run;
    }
    record.run(run);
    ended((resources) => record.leftovers(flow, resources));
    tell(run);
  }

  /** What somebody does with a run must not stop the next one. */
  function tell(run: FlowRun): void {
    try {
      onRun?.(run);
    } catch {
      record.strayError();
    }
  }

  return {
    location,
    registry,
    start() {
      for (const name of journal?.takeInterrupted() ?? []) {
        const flow = flows.find((each) => each.name === name);
        if (flow !== undefined) {
          record.lost(flow);
        }
      }
      for (const entry of entries) {
        plan(entry);
      }
    },
    async stop({ timeoutSeconds = 5 } = {}) {
      for (const entry of entries) {
        clearTimeout(entry.timer);
      }
      places.close();
      const late = setTimeout(
        () => interruption.abort(new RunEnd("interrupted", "The runner was stopped before the run was over.")),
        timeoutSeconds * 1000,
      );
      await Promise.all(running);
      clearTimeout(late);
    },
    status: () =>
      entries.map(({ flow, state, dueSeconds, lastRun, lastFailure }) => ({
        flow,
        isRunning: state === "running",
        nextInSeconds: dueSeconds - now(),
        lastRun,
        lastFailure,
      })),
    noteStrayError: () => record.strayError(),
  };
}

function reasonToSkip({ state, abandoned }: Entry): SkipReason | undefined {
  if (state !== "idle") {
    return state === "running" ? "overlap" : "busy";
  }
  return abandoned >= MOST_ABANDONED ? "stuck" : undefined;
}

function checkOptions({
  flows,
  location,
  concurrency,
  secret,
}: Required<Pick<RunnerOptions, "flows" | "location" | "concurrency">> & Pick<RunnerOptions, "secret">): void {
  if (flows.length === 0) {
    throw new DefinitionError("flows_empty", "A runner has at least one flow.");
  }
  const names = flows.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new DefinitionError("flow_duplicate", `Two flows are named "${twice}".`);
  }
  if (typeof location !== "string" || !/^[A-Za-z0-9][\w.-]{0,59}$/.test(location)) {
    throw new DefinitionError("location_invalid", `A location is a name of letters, digits, "-", "_" and ".", got ${JSON.stringify(location)}.`);
  }
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new DefinitionError("concurrency_invalid", `A runner has a whole number of places from 1 on, got ${concurrency}.`);
  }
  if (secret !== undefined) {
    checkSecret(secret);
  }
}
