/** What a run may leave open, by its name in `process.getActiveResourcesInfo()`; short-lived work of the process itself is not among it. */
const KINDS: ReadonlySet<string> = new Set([
  "Timeout",
  "TCPSocketWrap",
  "TCPServerWrap",
  "PipeWrap",
  "PipeServerWrap",
  "ProcessWrap",
  "FSEventWrap",
  "MessagePort",
]);

/** Milliseconds in which connections that are being closed may close. */
const SETTLE = 200;

export interface Leftovers {
  /** Wait for it before a run begins. The result is to be called when it has ended; it reports in its own time. */
  begin(): Promise<(report: (resources: number) => void) => void>;
}

/**
 * Counts what keeps the process busy after a run that was there not before it. What several runs at a time leave cannot be told apart: only runs that
 * had the process to themselves are judged, which each flow's are sooner or later.
 *
 * @param isQuiet - whether nothing else of the runner is under way
 */
export function watchLeftovers(isQuiet: () => boolean, open: () => readonly string[] = () => process.getActiveResourcesInfo()): Leftovers {
  let begun = 0;
  const count = () => open().filter((kind) => KINDS.has(kind)).length;
  return {
    async begin() {
      begun++;
      const mine = begun;
      // The timer that has started the run counts as open until its turn is over.
      await new Promise((resolve) => setImmediate(resolve));
      const before = isQuiet() ? count() : undefined;
      return (report) => {
        if (before === undefined || begun !== mine) {
          return;
        }
        setTimeout(() => {
          const left = begun === mine && isQuiet() ? count() - before : 0;
          if (left > 0) {
            report(left);
          }
        }, SETTLE).unref();
      };
    },
  };
}
