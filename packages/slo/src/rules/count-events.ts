import { aggregate, binary, call, type InstantVector, number, over, type Selector, type VectorCall } from "@platform/promql";
import { differenceOverTile, type TileTimes } from "./difference-over-tile.ts";
import type { EventSource, PlainSource } from "./event-source.ts";

/** A stretch of time in which events are counted. */
export interface Stretch {
  /** Events that a counter counted. */
  readonly counter: (counter: Selector) => InstantVector;
  /** The samples of a gauge, added up or counted. */
  readonly samples: (how: "sum_over_time" | "count_over_time", gauge: Selector) => InstantVector;
  /** What a native histogram observed. */
  readonly histogram: (histogram: Selector) => InstantVector;
}

/** The last seconds, extrapolated to the ends of the range: right in a ratio, where the extrapolation cancels. */
export function lastSeconds(seconds: number): Stretch {
  return {
    counter: (counter) => over("increase", counter, seconds),
    samples: (how, gauge) => over(how, gauge, seconds),
    histogram: (histogram) => over("increase", histogram, seconds),
  };
}

/** One slice of time. What a counter counted between two slices belongs to the later one, so that it looks back to the last sample before. */
export function oneSlice(seconds: number, scrapeIntervalSeconds: number): Stretch {
  return { ...lastSeconds(seconds + scrapeIntervalSeconds), samples: lastSeconds(seconds).samples };
}

/** One tile, of which the events add up over tiles. */
export function oneTile(times: TileTimes): Stretch {
  const { tileSeconds, scrapeIntervalSeconds } = times;
  return {
    counter: differenceOverTile(times),
    samples: (how, gauge) => over(how, { ...gauge, offsetSeconds: scrapeIntervalSeconds }, tileSeconds),
    histogram: (histogram) => over("increase", { ...histogram, offsetSeconds: scrapeIntervalSeconds }, tileSeconds),
  };
}

/** Sum of all events. Nothing where the source has no series: missing data is not zero events. */
export function totalEvents(source: EventSource, stretch: Stretch): InstantVector {
  switch (source.kind) {
    case "weighted":
      return weighted(source.parts.map((part) => [part.weight, totalEvents(part.source, stretch)]));
    case "sampled":
      return aggregate("sum", stretch.samples("count_over_time", source.total));
    case "native":
      return call("histogram_count", observations(source, stretch));
    default:
      return aggregate("sum", stretch.counter(source.total));
  }
}

/** Sum of the bad events. 0 where no bad event has ever made a counter; the total says whether there is data at all. */
export function badEvents(source: EventSource, stretch: Stretch): InstantVector {
  switch (source.kind) {
    case "weighted":
      return weighted(source.parts.map((part) => [part.weight, badEvents(part.source, stretch)]));
    case "bad-counted":
      return orZero(aggregate("sum", stretch.counter(source.bad)));
    case "good-counted":
      return restOf(source, orZero(aggregate("sum", stretch.counter(source.good))), stretch);
    case "sampled": {
      const ones = aggregate("sum", stretch.samples("sum_over_time", source.total));
      return source.one === "bad" ? ones : restOf(source, ones, stretch);
    }
    case "native":
      return restOf(source, orZero(observedWithin(source, stretch)), stretch);
  }
}

function restOf(source: PlainSource, good: InstantVector, stretch: Stretch): InstantVector {
  return call("clamp_min", binary(totalEvents(source, stretch), "-", good), 0);
}

function observations({ total }: PlainSource, stretch: Stretch): InstantVector {
  return aggregate("sum", stretch.histogram(total));
}

/** Observations at or under the bound. The share of none is no number, which the comparison leaves out. */
function observedWithin(source: Extract<PlainSource, { kind: "native" }>, stretch: Stretch): InstantVector {
  const all = observations(source, stretch);
  const share: VectorCall = call("histogram_fraction", Number.NEGATIVE_INFINITY, source.bound, all);
  return binary(binary(share, "*", call("histogram_count", all)), ">=", 0);
}

function weighted(parts: readonly (readonly [weight: number, events: InstantVector])[]): InstantVector {
  const [first, ...others] = parts.map(([weight, events]) => (weight === 1 ? events : binary(events, "*", weight)));
  return others.reduce((sum, events) => binary(sum, "+", events), first as InstantVector);
}

function orZero(events: InstantVector): InstantVector {
  return binary(events, "or", call("vector", number(0)));
}
