/** A promise that somebody waits for until a signal says otherwise. */
export interface Bound<T> {
  /** Settles as the work does, or rejects with the signal's reason. */
  readonly result: Promise<T>;
  /** Whether the work has ended, too. */
  hasEnded(): boolean;
  /** Resolves when the work has ended, however it did. */
  readonly ended: Promise<void>;
}

/** Waits for work no longer than a signal allows. What comes of it afterwards, an error as well, is nobody's concern. */
export function bound<T>(work: () => Promise<T> | T, signal: AbortSignal): Bound<T> {
  let over = false;
  const running = (async () => {
    signal.throwIfAborted();
    return await work();
  })();
  const ended = running.then(
    () => {
      over = true;
    },
    () => {
      over = true;
    },
  );
  const result = new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", abort, { once: true });
    // The work itself may have been what aborted it, before anybody listened.
    if (signal.aborted) {
      abort();
    }
    running.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
  return { result, ended, hasEnded: () => over };
}
