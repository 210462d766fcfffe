import type { Snapshot } from "./snapshot.ts";

/** Names of the messages hold the version of the protocol: a worker of another version is as good as silent, and is reported so. */
const NAMES = {
  hello: "@platform/metrics:1:hello",
  ask: "@platform/metrics:1:ask",
  answer: "@platform/metrics:1:answer",
  failure: "@platform/metrics:1:failure",
  farewell: "@platform/metrics:1:farewell",
} as const;

export const ASK = { type: NAMES.ask } as const;

export const HELLO = { type: NAMES.hello } as const;

/** What a worker sends. A farewell is the last word of a worker that stops sharing or ends. */
export type WorkerMessage =
  | { readonly type: typeof NAMES.hello }
  | { readonly type: typeof NAMES.answer; readonly snapshot: Snapshot }
  | { readonly type: typeof NAMES.failure; readonly error: string }
  | { readonly type: typeof NAMES.farewell; readonly snapshot: Snapshot };

export const answer = (snapshot: Snapshot): WorkerMessage => ({ type: NAMES.answer, snapshot });
export const failure = (error: unknown): WorkerMessage => ({ type: NAMES.failure, error: error instanceof Error ? error.message : String(error) });
export const farewell = (snapshot: Snapshot): WorkerMessage => ({ type: NAMES.farewell, snapshot });

/** What to do with each message of a worker. */
export interface WorkerMessageReader {
  hello(): void;
  answer(snapshot: Snapshot): void;
  failure(error: string): void;
  farewell(snapshot: Snapshot): void;
}

/** Passes a message of a worker on; any other message, which is the application's own, is left alone. */
export function readWorkerMessage(message: unknown, reader: WorkerMessageReader): void {
  const own = message as WorkerMessage | null | undefined;
  if (own?.type === NAMES.hello) {
    reader.hello();
  } else if (own?.type === NAMES.answer) {
    reader.answer(own.snapshot);
  } else if (own?.type === NAMES.failure) {
    reader.failure(own.error);
  } else if (own?.type === NAMES.farewell) {
    reader.farewell(own.snapshot);
  }
}

export function isAsk(message: unknown): boolean {
  return (message as { type?: unknown } | null | undefined)?.type === NAMES.ask;
}
