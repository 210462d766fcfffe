/** Gives times that rise by at least a nanosecond, as texts of nanoseconds since 1970. */
export interface RisingTimes {
  after(milliseconds: number): string;
  last(): string;
}

/** A clock that is set back by more is followed; within, times go on rising. In ms. */
const MAX_STEP_BACK = 10_000;

/** Added to all times at each such step, so that an hour which comes twice gives no time twice. In ns. */
const SHIFT = 1000;

const NANOSECONDS = 1_000_000;

/** @param since - the last time that was given, in nanoseconds */
export function createRisingTimes(since: bigint): RisingTimes {
  // In whole milliseconds and the nanoseconds beyond them: both are exact, and neither needs a bigint for each line.
  let milliseconds = Number(since / BigInt(NANOSECONDS));
  let rest = Number(since % BigInt(NANOSECONDS));
  let shift = 0;

  const last = (): string => (milliseconds === 0 ? String(rest) : `${milliseconds}${String(NANOSECONDS + rest).slice(1)}`);

  return {
    last,
    after(time) {
      const back = milliseconds - time;
      if (back > MAX_STEP_BACK || (back === MAX_STEP_BACK && rest > 0)) {
        shift = (shift + SHIFT) % NANOSECONDS;
        milliseconds = time;
        rest = shift;
      } else if (back < 0 || (back === 0 && shift > rest)) {
        milliseconds = time;
        rest = shift;
      } else if (++rest === NANOSECONDS) {
        milliseconds++;
        rest = 0;
      }
      return last();
    },
  };
}
