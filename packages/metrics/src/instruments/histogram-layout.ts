import type { HistogramDefinition } from "../definition/metric-definition.ts";

/** Where the sum of a series stands among its numbers: next to the low buckets, most of which are written together with it. */
export const SUM_PLACE = 0;

/** Where the counts of a series begin, one for each bucket, +Inf included. They are not cumulated. */
export const BUCKETS_PLACE = 1;

/** Numbers of one series. */
export function histogramWidth(definition: HistogramDefinition): number {
  return BUCKETS_PLACE + definition.buckets.length + 1;
}
