import { setImmediate } from "node:timers/promises";

/** Longest time that rendering holds the event loop, so that a scrape does not show in the latency of requests. */
const SLICE_MILLISECONDS = 2;

/** Between two looks at the clock so many bytes are written, which takes a fraction of a slice. */
export const LOOK_EVERY_BYTES = 1 << 15;

/** Divides work into slices. */
export interface Slices {
  /** Undefined while the slice lasts; after it a promise that resolves once others had their turn. */
  turn(): Promise<void> | undefined;
}

export function createSlices(now: () => number = () => performance.now()): Slices {
  let end = now() + SLICE_MILLISECONDS;
  return {
    turn() {
      if (now() < end) {
        return undefined;
      }
      return setImmediate().then(() => {
        end = now() + SLICE_MILLISECONDS;
      });
    },
  };
}
