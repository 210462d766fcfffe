/** Starts all and waits until each has ended in whatever way, for so long at most. Does not reject. */
export async function settleWithin(timeoutSeconds: number, starts: readonly (() => Promise<unknown>)[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutSeconds * 1000);
  });
  await Promise.race([Promise.allSettled(starts.map(async (start) => start())), late]);
  clearTimeout(timer);
}
