import type { Tracing } from "./start-tracing.ts";

const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/**
 * Sends what is there when a process ends by itself or by a signal that nobody else handles. A program that handles the signal ends as it did, and
 * calls `shutdown` itself.
 */
export function endWithProcess(tracing: Tracing): void {
  process.once("beforeExit", () => void tracing.shutdown());
  for (const signal of SIGNALS) {
    const end = async () => {
      if (process.listenerCount(signal) > 0) {
        return;
      }
      await tracing.shutdown();
      process.kill(process.pid, signal);
    };
    process.once(signal, () => void end());
  }
}
