/** Its multiples fill a circle evenly, however many there are: https://en.wikipedia.org/wiki/Low-discrepancy_sequence#Additive_recurrence */
const GOLDEN = 0.6180339887498949;

/** Share of its interval by which a run may begin late. */
const JITTER = 0.1;

export interface StartTimes {
  /** Seconds, on the clock of `nowSeconds`, of the next start after now; each call plans a further one. */
  next(nowSeconds: number): number;
}

export interface StartTimesOptions {
  readonly everySeconds: number;
  /** Which of the flows it is, from 0 on. */
  readonly index: number;
  /** Differs from runner to runner, so that locations do not start at once. */
  readonly location: string;
  readonly nowSeconds: number;
  /** 0 to under 1. */
  readonly random: () => number;
}

/**
 * Starts on a grid of the interval, each flow with an offset of its own, so that any number of flows is spread evenly; each start a little late by
 * chance, so that no two flows keep meeting. Starts that were missed, while a machine slept, are not made up for.
 */
export function startTimes({ everySeconds, index, location, nowSeconds, random }: StartTimesOptions): StartTimes {
  let grid = nowSeconds + (((index + 1) * GOLDEN + offsetOf(location)) % 1) * everySeconds;
  return {
    next(now) {
      if (grid <= now - everySeconds) {
        grid += Math.floor((now - grid) / everySeconds) * everySeconds;
      }
      const start = grid + random() * JITTER * everySeconds;
      grid += everySeconds;
      return Math.max(start, now);
    },
  };
}

/** 0 to under 1, the same for the same text: FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
function offsetOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash / 2 ** 32;
}
