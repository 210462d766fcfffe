import type { GaugeDefinition, HistogramDefinition, LabelDomains, LabelValue } from "@platform/metrics/define";
import type { Composite } from "./composite.ts";
import type { EventRatio } from "./event-ratio.ts";
import type { HttpAvailability, HttpLatency } from "./http-sli.ts";
import type { TimeSlice } from "./time-slice.ts";

/** Which events count as good, and which count at all. */
export type Sli = EventSli | TimeSlice | Composite;

/** An SLI that judges events one by one. */
export type EventSli = HttpAvailability | HttpLatency | EventRatio | Threshold | NativeThreshold | ProbeSuccess;

/** Labels that have one of the listed values each. */
export type LabelSelection<L extends LabelDomains = LabelDomains> = { readonly [K in keyof L]?: readonly LabelValue<L[K]>[] };

/** Good: an observation at or under a bucket bound of a histogram. */
export interface Threshold {
  readonly kind: "threshold";
  readonly metric: HistogramDefinition;
  /** Observations that count at all; default all. */
  readonly labels: LabelSelection;
  /** One of the metric's buckets, in the metric's unit. */
  readonly bound: number;
}

/**
 * Good: an observation at or under a bound of a native histogram. A bound inside one of its buckets is interpolated, so that
 * the share is off by at most the observations of that bucket.
 */
export interface NativeThreshold {
  readonly kind: "native-threshold";
  readonly metric: HistogramDefinition;
  readonly labels: LabelSelection;
  /** In the metric's unit. */
  readonly bound: number;
}

/** Good: a sample of a gauge that is 1. Each scrape of a probe is an event. */
export interface ProbeSuccess {
  readonly kind: "probe-success";
  /** 1 for success, 0 for failure, such as `probe_success`. */
  readonly metric: GaugeDefinition;
  readonly labels: LabelSelection;
  /** Scrape job of the probe; default the service itself. */
  readonly job?: string;
}

/** A bound that is no bucket of the metric does not compile. */
export function threshold<L extends LabelDomains, const B extends readonly number[]>(options: {
  readonly metric: HistogramDefinition<L, B>;
  readonly labels?: LabelSelection<NoInfer<L>>;
  readonly bound: NoInfer<B[number]>;
}): Threshold {
  const { metric, labels = {}, bound } = options;
  return { kind: "threshold", metric: metric as HistogramDefinition, labels: labels as LabelSelection, bound };
}

/** The metric is defined with `native`. */
export function nativeThreshold<L extends LabelDomains>(options: {
  readonly metric: HistogramDefinition<L>;
  readonly labels?: LabelSelection<NoInfer<L>>;
  readonly bound: number;
}): NativeThreshold {
  const { metric, labels = {}, bound } = options;
  return { kind: "native-threshold", metric: metric as HistogramDefinition, labels: labels as LabelSelection, bound };
}

export function probeSuccess<L extends LabelDomains>(options: {
  readonly metric: GaugeDefinition<L>;
  readonly labels?: LabelSelection<NoInfer<L>>;
  readonly job?: string;
}): ProbeSuccess {
  const { metric, labels = {}, job } = options;
  return { kind: "probe-success", metric: metric as GaugeDefinition, labels: labels as LabelSelection, ...(job !== undefined && { job }) };
}
