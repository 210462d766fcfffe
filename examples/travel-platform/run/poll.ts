import { setTimeout as sleep } from "node:timers/promises";
import { ProofFailure } from "./proof-failure.ts";

export interface PollOptions {
  readonly everySeconds: number;
  readonly withinSeconds: number;
  readonly signal: AbortSignal;
}

/** What an attempt found: what was waited for, or what is still missing. */
export type Attempt<T> = { readonly found: T } | { readonly missing: string };

/**
 * Tries until it finds. An attempt that throws counts as one that found nothing.
 *
 * @throws ProofFailure with what the last attempt missed; the signal's reason when it is aborted
 */
export async function poll<T>(what: string, attempt: () => Promise<Attempt<T>>, { everySeconds, withinSeconds, signal }: PollOptions): Promise<T> {
  const deadline = performance.now() + withinSeconds * 1000;
  let missing = "nothing was tried";
  while (performance.now() < deadline) {
    const result = await attempt().catch((error: Error) => ({ missing: error.message }));
    if ("found" in result) {
      return result.found;
    }
    missing = result.missing;
    await sleep(everySeconds * 1000, undefined, { signal });
  }
  throw new ProofFailure(`${what} did not come within ${withinSeconds} s. Missing:\n  ${missing}`);
}
