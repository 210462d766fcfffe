import type { Tracing } from "./start-tracing.ts";

/** Where the tracing of a process is found by all copies of this package in it. */
const RUNNING = Symbol.for("@platform/tracing");

interface Process {
  [RUNNING]?: Tracing;
}

/** The tracing that was started in this process and not yet shut down. */
export function runningTracing(): Tracing | undefined {
  return (globalThis as Process)[RUNNING];
}

export function setRunningTracing(tracing: Tracing | undefined): void {
  if (tracing === undefined) {
    delete (globalThis as Process)[RUNNING];
  } else {
    (globalThis as Process)[RUNNING] = tracing;
  }
}
