/**
 * Calls now, and again so many seconds after each call has ended; a call that fails is handed on and the next one comes anyway.
 *
 * @returns ends it
 */
export function renewEvery(seconds: number, renew: (signal: AbortSignal) => Promise<void>, failed: (error: Error) => void): () => void {
  const ended = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const turn = async () => {
    try {
      await renew(ended.signal);
    } catch (error) {
      if (!ended.signal.aborted) {
        failed(error as Error);
      }
    }
    if (!ended.signal.aborted) {
      timer = setTimeout(turn, seconds * 1000);
    }
  };
  void turn();
  return () => {
    ended.abort();
    clearTimeout(timer);
  };
}
