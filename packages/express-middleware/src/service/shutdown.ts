import { setTimeout as sleep } from "node:timers/promises";
import { DefinitionError } from "@platform/metrics/define";
import type { Servers } from "./servers.ts";

export interface ShutdownOptions {
  /** All of it ends within this time. Default 10, above 0 and at most 300. */
  readonly deadlineSeconds?: number;
  /** Time between the end of readiness and that of listening, in which a load balancer takes notice. Default 0; at most half of the deadline. */
  readonly delaySeconds?: number;
  /** What the program has to end after its last request, such as the pool of a database. */
  readonly close?: () => unknown;
}

export interface ShutdownReport {
  /** Every request that had begun was answered. */
  readonly drained: boolean;
  /** What did not end in time, or failed: `close`, `traces`, `logs`. */
  readonly unfinished: readonly string[];
}

/** What is ended after the last request, at most `seconds` long. */
export type Ending = readonly [name: string, end: (seconds: number) => unknown];

/**
 * Ends the service; a second call gives the promise of the first one. The promise never rejects and is settled at the deadline. A number out of its
 * range is taken to the nearest bound.
 */
export type Shutdown = (options?: ShutdownOptions) => Promise<ShutdownReport>;

export interface ShutdownParts {
  readonly servers: Servers;
  /** Requests in progress. */
  readonly active: () => number;
  /** Readiness is over. */
  readonly onBegin: () => void;
  readonly endings: readonly Ending[];
}

const DEADLINE_SECONDS = 10;
const LONGEST_SECONDS = 300;

/** Part of the time that requests may use, so that there is some left for what follows. */
const DRAIN_SHARE = 0.75;

const LOOK_SECONDS = 0.02;

export function createShutdown({ servers, active, onBegin, endings }: ShutdownParts): Shutdown {
  let ending: Promise<ShutdownReport> | undefined;
  return (options = {}) => {
    ending ??= run(withinBounds(options));
    return ending;
  };

  async function run({ deadlineSeconds, delaySeconds, close = () => {} }: Bounded): Promise<ShutdownReport> {
    const start = performance.now() / 1000;
    const left = () => Math.max(0, start + deadlineSeconds - performance.now() / 1000);
    onBegin();
    await sleep(delaySeconds * 1000);
    servers.close();
    const drained = await drain(left() - deadlineSeconds * (1 - DRAIN_SHARE));
    servers.reset();
    const closed = await endsWithin(left() / 2, close);
    const seconds = left();
    const ended = await Promise.all(endings.map(([, end]) => endsWithin(seconds, () => end(seconds))));
    const unfinished = [...(closed ? [] : ["close"]), ...endings.flatMap(([name], index) => (ended[index] === true ? [] : [name]))];
    return { drained, unfinished };
  }

  async function drain(seconds: number): Promise<boolean> {
    const until = performance.now() + seconds * 1000;
    do {
      servers.closeIdle();
      if (active() === 0) {
        return true;
      }
      await sleep(LOOK_SECONDS * 1000);
    } while (performance.now() < until);
    return active() === 0;
  }
}

/**
 * @throws DefinitionError `deadline_invalid`, `delay_invalid`
 */
export function checkShutdown({ deadlineSeconds = DEADLINE_SECONDS, delaySeconds = 0 }: ShutdownOptions): void {
  if (!(deadlineSeconds > 0 && deadlineSeconds <= LONGEST_SECONDS)) {
    throw new DefinitionError("deadline_invalid", `deadlineSeconds of a shutdown is above 0 and at most ${LONGEST_SECONDS}, got ${deadlineSeconds}.`);
  }
  if (!(delaySeconds >= 0 && delaySeconds <= deadlineSeconds / 2)) {
    throw new DefinitionError(
      "delay_invalid",
      `delaySeconds of a shutdown is from 0 to half of its deadline of ${deadlineSeconds} seconds, got ${delaySeconds}.`,
    );
  }
}

type Bounded = ShutdownOptions & { readonly deadlineSeconds: number; readonly delaySeconds: number };

/** A program that ends is past being told of a wrong option. */
function withinBounds(options: ShutdownOptions): Bounded {
  const { deadlineSeconds: deadline = DEADLINE_SECONDS, delaySeconds: delay = 0 } = options;
  const deadlineSeconds = deadline > 0 ? Math.min(deadline, LONGEST_SECONDS) : DEADLINE_SECONDS;
  return { ...options, deadlineSeconds, delaySeconds: delay > 0 ? Math.min(delay, deadlineSeconds / 2) : 0 };
}

/** Whether something ended by itself and without an error. */
async function endsWithin(seconds: number, end: () => unknown): Promise<boolean> {
  const stopped = new AbortController();
  const late = sleep(seconds * 1000, false, { signal: stopped.signal }).catch(() => false);
  const ended = (async () => end())().then(
    () => true,
    () => false,
  );
  const result = await Promise.race([ended, late]);
  stopped.abort();
  return result;
}
