const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A terminal and a parent may both pass on the same key press. */
const SAME_REQUEST_SECONDS = 1;

/**
 * Aborted at the first signal that asks this process to end, or when the process that started it with a channel is gone. A later
 * signal ends this process at once; what it started notices by itself.
 */
export function interruptionSignal(of: NodeJS.Process): AbortSignal {
  const controller = new AbortController();
  let firstAt = 0;
  const interrupt = (reason: string) => {
    if (!controller.signal.aborted) {
      firstAt = performance.now();
      controller.abort(new Error(`Interrupted by ${reason}.`));
    } else if (performance.now() - firstAt > SAME_REQUEST_SECONDS * 1000) {
      of.exit(130);
    }
  };
  for (const signal of SIGNALS) {
    of.on(signal, () => interrupt(signal));
  }
  if (of.connected) {
    of.once("disconnect", () => interrupt("the end of its parent"));
    of.channel?.unref();
  }
  return controller.signal;
}
