/** Sets of two labels, as a service has them: each value is one string, which many sets share. */
export function labelSets(count: number): { readonly route: string; readonly status: string }[] {
  const statuses = Array.from({ length: 10 }, (_, index) => String(200 + index));
  const routes = Array.from({ length: count / statuses.length }, (_, index) => `/orders/${index}`);
  return routes.flatMap((route) => statuses.map((status) => ({ route, status })));
}

/** A fixed sequence that looks random: a power of two of picks, to be walked round and round. */
export function shuffledPicks<T>(items: readonly T[], picks = 1 << 14): readonly T[] {
  const next = randomNumbers(42);
  return Array.from({ length: picks }, () => items[Math.floor(next() * items.length)] as T);
}

/** Seconds as requests take them: log-normal around 50 ms. */
export function durations(count = 1 << 14): readonly number[] {
  const next = randomNumbers(7);
  return Array.from({ length: count }, () => Math.exp(-3 + 1.2 * Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next())));
}

/** Of (0, 1): https://en.wikipedia.org/wiki/Linear_congruential_generator */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}
