/** Time after a warning without a second one: a limit of Loki that is met and missed in turns is one trouble. */
const QUIET_SECONDS = 60;

/**
 * Warns once of each outage. One that begins soon after a warning is told when it still lasts at the end of the quiet time.
 *
 * @returns told what Loki or the network said when an outage begins, and undefined when it is over
 */
export function warnOfOutages(): (message: string | undefined) => void {
  let quietUntil = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  function warn(message: string): void {
    quietUntil = performance.now() + QUIET_SECONDS * 1000;
    process.emitWarning(`Loki does not take lines; they wait in the spool. ${message}`, { code: "PLATFORM_LOGGING_LOKI" });
  }

  return (message) => {
    clearTimeout(timer);
    const wait = quietUntil - performance.now();
    if (message !== undefined && wait <= 0) {
      warn(message);
    } else if (message !== undefined) {
      timer = setTimeout(warn, wait, message).unref();
    }
  };
}
