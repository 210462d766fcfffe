import { withTimeLimit } from "../collect/time-limit.ts";
import { type Contribution, succeed } from "./contribution.ts";
import type { SlotCache } from "./merged-series.ts";
import { ASK, readWorkerMessage } from "./message.ts";
import type { Snapshot } from "./snapshot.ts";
import type { WorkerLink, WorkerListener } from "./worker-link.ts";

/**
 * Why a worker's values are missing: it has not answered in time, it has never been heard of and may still be starting, it ended
 * before it answered, or it could not read its own metrics.
 */
export type MissingReason = "silent" | "starting" | "ended" | "error";

export interface MissingWorker {
  readonly name: string;
  readonly reason: MissingReason;
  /** Of an error: its message. */
  readonly detail?: string;
}

/** Reads the values of one worker, again and again. */
export interface WorkerReader extends WorkerListener {
  /** Asks the worker and waits. Undefined if it has answered. A worker that stopped sharing has nothing to add and is not asked. */
  read(timeoutSeconds: number): Promise<MissingWorker | undefined>;
  /** The values that it sent last; undefined if it never sent any. */
  last(): Contribution | undefined;
}

type Answer = Omit<MissingWorker, "name"> | undefined;

/** @param onEnd - called when the worker ends */
export function createWorkerReader(link: WorkerLink, onEnd: () => void): WorkerReader {
  const caches: SlotCache[] = [];
  const waiting = new Set<(answer: Answer) => void>();
  let snapshot: Snapshot | undefined;
  let heard = false;
  let asked = false;
  let left = false;
  let ended = false;

  const settle = (answer: Answer): void => {
    asked = false;
    for (const resolve of waiting) {
      resolve(answer);
    }
    waiting.clear();
  };
  // A worker that is silent for long is asked once: its answers would pile up.
  const ask = (): void => {
    if (!asked) {
      asked = true;
      link.ask(ASK);
    }
  };

  return {
    message(message) {
      readWorkerMessage(message, {
        hello() {
          heard = true;
          left = false;
          // What was asked before may have been lost: nobody listened.
          asked = false;
          if (waiting.size > 0) {
            ask();
          }
        },
        answer(newer) {
          heard = true;
          snapshot = succeed(snapshot, newer);
          settle(undefined);
        },
        failure(error) {
          heard = true;
          settle({ reason: "error", detail: error });
        },
        farewell(newer) {
          heard = true;
          left = true;
          snapshot = succeed(snapshot, newer);
          settle(undefined);
        },
      });
    },
    end() {
      ended = true;
      settle(left ? undefined : { reason: "ended" });
      onEnd();
    },
    async read(timeoutSeconds) {
      if (left || ended) {
        return undefined;
      }
      const answer = new Promise<Answer>((resolve) => waiting.add(resolve));
      ask();
      const outcome = await withTimeLimit(answer, timeoutSeconds);
      if ("value" in outcome) {
        return outcome.value === undefined ? undefined : { name: link.name, ...outcome.value };
      }
      return { name: link.name, reason: heard ? "silent" : "starting" };
    },
    last: () => (snapshot === undefined ? undefined : { snapshot, caches }),
  };
}
