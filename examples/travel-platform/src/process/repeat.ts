import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";

/** Work that a service does by itself. */
export interface Task {
  readonly name: string;
  /** Pause between the end of one run and the next. */
  readonly everySeconds: number;
  readonly run: () => Promise<void>;
}

export interface Repeating {
  /** Lets a run that has begun end, and begins no other. */
  stop(): Promise<void>;
}

/** Runs a task until it is stopped. A run that fails is reported, once for each row of failures, and the next one comes all the same. */
export function repeat({ name, everySeconds, run }: Task, logger: Pick<Logger, "error">): Repeating {
  const stopping = new AbortController();
  const done = (async () => {
    let failing = false;
    while (!stopping.signal.aborted) {
      try {
        await run();
        failing = false;
      } catch (error) {
        if (!failing) {
          logger.error({ task: name, error }, "a task fails");
        }
        failing = true;
      }
      await delay(everySeconds * 1000, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();
  return {
    stop() {
      stopping.abort();
      return done;
    },
  };
}
