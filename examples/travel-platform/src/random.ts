/** Chance that can be repeated: the same seed gives the same draws. */
export interface Random {
  /** 0 to 1, exclusive. */
  next(): number;
  chance(probability: number): boolean;
  /** Whole number, both ends included. */
  integer(min: number, max: number): number;
  pick<T>(values: readonly T[]): T;
  /** Picks by the weights of the values. */
  weighted<T extends { readonly weight: number }>(values: readonly T[]): T;
  /** Time until the next event of a Poisson process. */
  exponential(mean: number): number;
}

/** @param seed - whole number */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  /** Mulberry32: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const pick = <T>(values: readonly T[]) => values[Math.floor(next() * values.length)] as T;
  return {
    next,
    chance: (probability) => next() < probability,
    integer: (min, max) => min + Math.floor(next() * (max - min + 1)),
    pick,
    weighted(values) {
      let left = next() * values.reduce((total, { weight }) => total + weight, 0);
      for (const value of values) {
        left -= value.weight;
        if (left < 0) {
          return value;
        }
      }
      return pick(values);
    },
    exponential: (mean) => -mean * Math.log(1 - next()),
  };
}
