export interface Ending {
  /** What can be done while the event loop runs; bounded in time. */
  readonly finish: () => Promise<unknown>;
  /** What must be done at the very end, without the event loop. */
  readonly exit: () => void;
}

const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/**
 * Does the last things of a process, whichever way it ends. A signal that only we listen to ends the process as it would without us, after `finish`;
 * where the service handles it as well, the service decides when to end.
 *
 * @returns stops listening; `exit` is still done
 */
export function onEnd({ finish, exit }: Ending): () => void {
  const beforeExit = () => void finish();
  const onSignal = (signal: NodeJS.Signals) => {
    void finish().then(() => {
      if (process.listenerCount(signal) === 1) {
        forget();
        process.kill(process.pid, signal);
      }
    });
  };
  function forget(): void {
    process.off("beforeExit", beforeExit);
    for (const signal of SIGNALS) {
      process.off(signal, onSignal);
    }
  }
  process.once("beforeExit", beforeExit);
  process.once("exit", exit);
  for (const signal of SIGNALS) {
    process.on(signal, onSignal);
  }
  return forget;
}
