import type { CounterDefinition, HistogramDefinition, LabelDomains, LabelValue } from "@platform/metrics/define";

/** Which events count as good, and which count at all. */
export type Sli = HttpAvailability | HttpLatency | EventRatio | Threshold;

/**
 * Good: a request answered with a status under 500. A request that the client left before its answer is no event.
 * Counted by the middleware, request by request.
 */
export interface HttpAvailability {
  readonly kind: "http-availability";
}

/** Good: an answer within the threshold. Answers of 500 and above are no events: availability counts them. */
export interface HttpLatency {
  readonly kind: "http-latency";
  readonly thresholdSeconds: number;
}

/** Samples of a counter: those whose labels have one of the listed values. */
export interface CounterSelection<D extends CounterDefinition = CounterDefinition> {
  readonly metric: D;
  readonly labels: { readonly [K in keyof D["labels"]]?: readonly LabelValue<D["labels"][K]>[] };
}

/** Good events among all, each a selection of a counter. What `total` selects includes what `good` selects. */
export interface EventRatio {
  readonly kind: "event-ratio";
  readonly good: CounterSelection;
  readonly total: CounterSelection;
}

/** Good: an observation at or under a bucket bound of a histogram. */
export interface Threshold {
  readonly kind: "threshold";
  readonly metric: HistogramDefinition;
  /** One of the metric's buckets, in the metric's unit. */
  readonly bound: number;
}

export function httpAvailability(): HttpAvailability {
  return { kind: "http-availability" };
}

export function httpLatency({ thresholdSeconds }: { readonly thresholdSeconds: number }): HttpLatency {
  return { kind: "http-latency", thresholdSeconds };
}

export function eventRatio<G extends CounterDefinition, T extends CounterDefinition>(options: {
  readonly good: CounterSelection<G>;
  readonly total: CounterSelection<T>;
}): EventRatio {
  return { kind: "event-ratio", good: options.good as CounterSelection, total: options.total as CounterSelection };
}

/** A bound that is no bucket of the metric does not compile. */
export function threshold<L extends LabelDomains, const B extends readonly number[]>(options: {
  readonly metric: HistogramDefinition<L, B>;
  readonly bound: NoInfer<B[number]>;
}): Threshold {
  return { kind: "threshold", metric: options.metric as HistogramDefinition, bound: options.bound };
}
