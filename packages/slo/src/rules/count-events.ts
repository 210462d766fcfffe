import { binary, offset, over, type Selector } from "@platform/promql";
import type { CountEvents } from "./event-counters.ts";
import type { RuleTimes } from "./slo-context.ts";

/** Events in the last seconds, extrapolated to the ends of the range: right in a ratio, where the extrapolation cancels. */
export function increaseOver(seconds: number): CountEvents {
  return (counter) => over("increase", counter, seconds);
}

/**
 * Events of one tile, which add up over tiles without loss or extrapolation: the last value before its end less the
 * last value before its start, so that a missed scrape moves events to the next tile and drops none.
 *
 * Where a counter was reset in between, or was not there a tile ago, its increase stands in: over one scrape more than
 * the tile, so that the step from the tile before is inside, scaled back to the tile.
 */
export function differenceOverTile({ tileSeconds, scrapeIntervalSeconds }: RuleTimes): CountEvents {
  const reach = tileSeconds + scrapeIntervalSeconds;
  return (counter: Selector) => {
    const before = offset(counter, tileSeconds);
    const difference = binary(over("last_over_time", counter, tileSeconds), "-", over("last_over_time", before, tileSeconds));
    const steady = binary(over("resets", counter, 2 * tileSeconds), "==", over("resets", before, tileSeconds));
    const increase = binary(binary(over("increase", counter, reach), "*", tileSeconds), "/", reach);
    return binary(binary(difference, "and", steady), "or", increase);
  };
}
