/** A scrape of Prometheus gives up after 10 s by default; what has not answered by then would cost the other metrics too. */
export const COLLECT_TIMEOUT_SECONDS = 3;

export type Outcome<T> = { readonly value: T } | { readonly failure: "error" | "timeout" };

/** Waits for a result, but not for ever. Never rejects; a result that comes too late is dropped. */
export async function withTimeLimit<T>(work: Promise<T>, seconds: number): Promise<Outcome<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome<T>>((resolve) => {
    timer = setTimeout(() => resolve({ failure: "timeout" }), seconds * 1000);
    timer.unref();
  });
  try {
    return await Promise.race([work.then((value) => ({ value })), late]);
  } catch {
    return { failure: "error" };
  } finally {
    clearTimeout(timer);
  }
}
