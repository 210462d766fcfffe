/** Tells a reader what is going on, with the time since the start. */
export type Progress = (message: string) => void;

/** @param options.write - takes a line without its end */
export function createProgress({ write }: { readonly write: (line: string) => void }): Progress {
  return (message) => write(`[${elapsedSeconds().toFixed(1).padStart(5)} s] ${message}`);
}

/** Seconds since this process began, the time to load its modules included. */
export function elapsedSeconds(): number {
  return performance.now() / 1000;
}
