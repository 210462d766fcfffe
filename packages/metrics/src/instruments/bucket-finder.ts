/** Index of the bucket that a finite value belongs to: the first whose upper bound is not below it. */
export type BucketFinder = (value: number) => number;

/** A cell holds the numbers that share sign, exponent and so many bits of the fraction less than 20: eight cells for each power of two. */
const CELL_SHIFT = 17;

/**
 * Finds buckets by the upper bits of a value, which lead to the first bucket that numbers with these bits can be in: few steps are left then, mostly
 * none, however many buckets there are and however the values come.
 *
 * @param bounds - rising, the last one +Inf
 */
export function createBucketFinder(bounds: Float64Array): BucketFinder {
  const number = new Float64Array(1);
  const halves = new Int32Array(number.buffer);
  const upper = upperHalf();
  const cellOf = (value: number): number => {
    number[0] = value;
    return (halves[upper] as number) >> CELL_SHIFT;
  };
  const positive = bounds.filter((bound) => bound > 0 && bound < Infinity);
  const first = cellOf(positive[0] ?? 1);
  const last = cellOf(positive.at(-1) ?? 1) + 1 - first;
  // Cells below the first begin at bucket 0, with those of negative numbers; from the last on nothing but the infinite bucket is left.
  const starts = Uint8Array.from({ length: last + 1 }, (_, cell) => {
    halves[1 - upper] = 0;
    halves[upper] = (first + cell) << CELL_SHIFT;
    const least = number[0] as number;
    return bounds.findIndex((bound) => bound >= least);
  });
  return finderOf(bounds, starts, first, last, number, halves, upper);
}

// What a hot function closes over comes as plain parameters: unlike constants, they need no check at each use for being initialised.
function finderOf(
  bounds: Float64Array,
  starts: Uint8Array,
  first: number,
  last: number,
  number: Float64Array,
  halves: Int32Array,
  upper: number,
): BucketFinder {
  return (value) => {
    number[0] = value;
    const cell = ((halves[upper] as number) >> CELL_SHIFT) - first;
    let bucket = cell < 0 ? 0 : (starts[cell < last ? cell : last] as number);
    while (value > (bounds[bucket] as number)) {
      bucket++;
    }
    return bucket;
  };
}

/** Where the sign, the exponent and the upper bits of the fraction stand: second where the lowest byte comes first. */
function upperHalf(): 0 | 1 {
  return new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;
}
