import { processStartTime } from "@platform/metrics/define";
import { binary, type InstantVector, offset, over, type Selector, select, time } from "@platform/promql";
import { jobOf } from "./event-source.ts";

export interface TileTimes {
  readonly tileSeconds: number;
  readonly scrapeIntervalSeconds: number;
}

/**
 * Events of one tile, which add up over tiles without loss or extrapolation. Of these three the first that has a value:
 *
 * 1. The last value before the end of the tile less the last one before its start. A missed scrape moves events to the
 *    next tile and drops none. Only where no reset lies between the two.
 * 2. The last value itself, of a process that started so recently that none of its events was counted before. What it
 *    counted until its first scrape is invisible to `increase`.
 * 3. The increase, after a reset or where a tile was not recorded. It looks back one scrape more than the tile, so that
 *    the step from the tile before is inside, and is scaled back.
 *
 * A tile ends one scrape before its evaluation: a sample that is still on its way then has an earlier time, and would
 * belong to neither of two tiles.
 */
export function differenceOverTile({ tileSeconds, scrapeIntervalSeconds }: TileTimes): (counter: Selector) => InstantVector {
  const reach = tileSeconds + scrapeIntervalSeconds;
  return (counter) => {
    const started = offset(select(processStartTime, { job: jobOf(counter) }), scrapeIntervalSeconds);
    const recently = binary(started, ">", binary(time(), "-", 2 * tileSeconds + scrapeIntervalSeconds));
    const settled = offset(counter, scrapeIntervalSeconds);
    const before = offset(counter, reach);
    const last = over("last_over_time", settled, tileSeconds);
    const lastBefore = over("last_over_time", before, tileSeconds);
    const noReset = binary(over("resets", settled, 2 * tileSeconds), "==", over("resets", before, tileSeconds));
    const difference = binary(binary(last, "-", lastBefore), "and", noReset);
    const born = binary(binary(last, "unless", lastBefore), "and", recently, { matching: { kind: "on", labels: ["job", "instance"] } });
    const increase = binary(binary(over("increase", settled, reach), "*", tileSeconds), "/", reach);
    return binary(binary(difference, "or", born), "or", increase);
  };
}
