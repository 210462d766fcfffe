import type { Stoppable } from "../instruments/instrument.ts";
import type { CollectFailure } from "../instruments/losses.ts";
import { COLLECT_TIMEOUT_SECONDS, withTimeLimit } from "./time-limit.ts";

export type CollectCallback = () => void | Promise<void>;

export interface CollectorOptions {
  readonly onFailure: (reason: CollectFailure) => void;
  readonly timeoutSeconds?: number;
}

/** Brings one metric up to date before a scrape. */
export interface Collector {
  /** Replaces the callback, so that a module that is loaded again does not leave its earlier one behind. */
  use(callback: CollectCallback): Stoppable;
  /** Undefined when there is nothing to wait for. Never rejects. */
  run(): Promise<void> | undefined;
}

export function createCollector({ onFailure, timeoutSeconds = COLLECT_TIMEOUT_SECONDS }: CollectorOptions): Collector {
  let current: CollectCallback | undefined;
  let running: Promise<void> | undefined;

  const wait = async (work: Promise<void>): Promise<void> => {
    const outcome = await withTimeLimit(work, timeoutSeconds);
    if ("failure" in outcome) {
      onFailure(outcome.failure);
    }
  };
  return {
    use(callback) {
      current = callback;
      return {
        stop() {
          if (current === callback) {
            current = undefined;
          }
        },
      };
    },
    run() {
      if (current === undefined) {
        return undefined;
      }
      // A callback that hangs is not begun again: its calls would pile up with every scrape.
      if (running === undefined) {
        try {
          const result: unknown = current();
          if (typeof (result as PromiseLike<void> | undefined)?.then !== "function") {
            return undefined;
          }
          const work = Promise.resolve(result as PromiseLike<void>).finally(() => {
            running = undefined;
          });
          running = work;
        } catch {
          onFailure("error");
          return undefined;
        }
      }
      return wait(running);
    },
  };
}
