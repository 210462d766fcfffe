/** Longest time that rendering holds the event loop, so that a scrape does not show in the latency of requests. */
const SLICE_MILLISECONDS = 1;

/** Between two looks at the clock so many bytes are written, which takes a fraction of a slice. */
export const LOOK_EVERY_BYTES = 1 << 15;

// There is one event loop: renderings that run at the same time, of whatever registry, take turns in its slices.
const waiting: (() => void)[] = [];
let sliceEnd = 0;
let scheduled = false;

/** Called by a rendering between two pieces of work: undefined while the slice lasts, then a promise that resolves in one to come. */
export function nextSlice(): Promise<void> | undefined {
  if (performance.now() < sliceEnd) {
    return undefined;
  }
  return new Promise((resolve) => {
    waiting.push(resolve);
    schedule();
  });
}

function schedule(): void {
  if (scheduled || waiting.length === 0) {
    return;
  }
  scheduled = true;
  setImmediate(() => {
    scheduled = false;
    sliceEnd = performance.now() + SLICE_MILLISECONDS;
    waiting.shift()?.();
    schedule();
  });
}
