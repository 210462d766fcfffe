import type { Aggregator } from "../definition/aggregator.ts";

/** Makes one of the values so far and one more; `count` is how many they are together. */
export type Combine = (sofar: number, value: number, count: number) => number;

export const COMBINE = {
  sum: (sofar, value) => sofar + value,
  min: (sofar, value) => Math.min(sofar, value),
  max: (sofar, value) => Math.max(sofar, value),
  average: (sofar, value, count) => sofar + (value - sofar) / count,
  first: (sofar) => sofar,
  omit: (sofar) => sofar,
} as const satisfies Record<Aggregator, Combine>;

/** A metric of prom-client may name a rule that is not among these. */
export function isAggregator(name: string): name is Aggregator {
  return Object.hasOwn(COMBINE, name);
}
