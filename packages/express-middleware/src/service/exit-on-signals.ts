import type { Stoppable } from "@platform/metrics";
import type { Shutdown, ShutdownOptions } from "./shutdown.ts";

export interface SignalOptions extends ShutdownOptions {
  /** Signals that end the process in order: usually `["SIGTERM", "SIGINT"]`. A second one ends it at once. */
  readonly signals: readonly NodeJS.Signals[];
}

/** Exit code of a process whose requests or flushes did not end in time. */
const UNFINISHED = 1;

/** Ends the process in order at a signal: exit code 0, or 1 if something did not end in time. */
export function exitOnSignals(shutdown: Shutdown, { signals, ...options }: SignalOptions): Stoppable {
  let asked = false;
  const end = async () => {
    if (asked) {
      process.exit(UNFINISHED);
    }
    asked = true;
    const { drained, unfinished } = await shutdown(options);
    process.exit(drained && unfinished.length === 0 ? 0 : UNFINISHED);
  };
  for (const signal of signals) {
    process.on(signal, end);
  }
  return {
    stop() {
      for (const signal of signals) {
        process.off(signal, end);
      }
    },
  };
}
