import type { CounterDefinition, GaugeDefinition, HistogramDefinition, LabelDomains } from "@platform/metrics/define";
import { type Matchers, type Selector, select, selectBuckets, selectCount, selectSum } from "@platform/promql";
import type { Difference, Flow, Gauge, Per, Quantile, Ratio, Relative, Rest, SeriesCount, Signal, Spread, Sum } from "./signal.ts";

/** Five minutes: four scrapes of up to 75 s fit into it. */
export const WINDOW_SECONDS = 300;

export interface FlowOptions {
  /** Labels by which it is told apart, besides `job`; default none: one number for each job. */
  readonly per?: Per;
  /** Default 300. */
  readonly windowSeconds?: number;
}

export interface GaugeOptions {
  /** Default each series on its own. */
  readonly per?: Per;
  /** How series of one group are put together; default their sum. */
  readonly operator?: Gauge["operator"];
  /** Averaged over so many seconds; default 0: the level now. */
  readonly averageSeconds?: number;
}

/** The level of a gauge: `levelOf(drivers, { state: "available" })`. */
export function levelOf<const L extends LabelDomains>(
  metric: GaugeDefinition<L>,
  labels: Matchers<NoInfer<L>> = {},
  options: GaugeOptions = {},
): Gauge {
  const { per = "series", operator = "sum", averageSeconds = 0 } = options;
  return { kind: "gauge", of: select(metric, labels), per, operator, averageSeconds };
}

/** Events per second; of a histogram, its observations. */
export function rateOf<const L extends LabelDomains>(
  metric: CounterDefinition<L> | HistogramDefinition<L>,
  labels: Matchers<NoInfer<L>> = {},
  options: FlowOptions = {},
): Flow {
  return flow("rate", events(metric, labels), options);
}

/** Events in the window; of a histogram, its observations. */
export function increaseOf<const L extends LabelDomains>(
  metric: CounterDefinition<L> | HistogramDefinition<L>,
  labels: Matchers<NoInfer<L>> = {},
  options: FlowOptions = {},
): Flow {
  return flow("increase", events(metric, labels), options);
}

/** Share of a counter's events, or of a histogram's observations, that have some labels: among all of them, or among those that `among` names. */
export function shareOf<const L extends LabelDomains>(
  metric: CounterDefinition<L> | HistogramDefinition<L>,
  labels: Matchers<NoInfer<L>>,
  options: FlowOptions & { readonly among?: Matchers<NoInfer<L>> } = {},
): Ratio {
  return ratioOf(rateOf(metric, labels, options), rateOf(metric, options.among ?? {}, options));
}

/** The mean of a histogram's observations in the window. */
export function meanOf<const L extends LabelDomains>(
  metric: HistogramDefinition<L>,
  labels: Matchers<NoInfer<L>> = {},
  options: FlowOptions = {},
): Ratio {
  return ratioOf(flow("rate", selectSum(metric, labels), options), rateOf(metric, labels, options));
}

/** The sum of a histogram's observations per second: seconds spent in each second. */
export function sumRateOf<const L extends LabelDomains>(
  metric: HistogramDefinition<L>,
  labels: Matchers<NoInfer<L>> = {},
  options: FlowOptions = {},
): Flow {
  return flow("rate", selectSum(metric, labels), options);
}

/** The φ-quantile of a histogram's observations in the window: `quantileOf(0.95, searchDuration)`. */
export function quantileOf<const L extends LabelDomains>(
  phi: number,
  metric: HistogramDefinition<L>,
  labels: Matchers<NoInfer<L>> = {},
  { per = [], windowSeconds = WINDOW_SECONDS }: { readonly per?: readonly string[]; readonly windowSeconds?: number } = {},
): Quantile {
  return { kind: "quantile", phi, of: selectBuckets(metric, labels), per, windowSeconds };
}

/** How many series there are: instances, members, processors. */
export function countOf<const L extends LabelDomains>(
  metric: GaugeDefinition<L> | CounterDefinition<L>,
  labels: Matchers<NoInfer<L>> = {},
  { per = [] }: { readonly per?: readonly string[] } = {},
): SeriesCount {
  return { kind: "count", of: select(metric, labels), per };
}

/** The greatest less the least of the series of a job: 0 while all of them agree. */
export function spreadOf<const L extends LabelDomains>(
  metric: GaugeDefinition<L>,
  labels: Matchers<NoInfer<L>> = {},
  { per = [] }: { readonly per?: readonly string[] } = {},
): Spread {
  return { kind: "spread", of: select(metric, labels), per };
}

/** Seconds since the point in time that a gauge tells. */
export function ageOf<const L extends LabelDomains>(metric: GaugeDefinition<L>, labels: Matchers<NoInfer<L>> = {}): Signal {
  return { kind: "age", of: select(metric, labels) };
}

/** Seconds until the point in time that a gauge tells. */
export function timeUntil<const L extends LabelDomains>(metric: GaugeDefinition<L>, labels: Matchers<NoInfer<L>> = {}): Signal {
  return { kind: "until", of: select(metric, labels) };
}

/** One number by another that is told apart alike. */
export function ratioOf(part: Signal, whole: Signal): Ratio {
  return { kind: "ratio", part, whole };
}

/** What a share leaves of 1: the used part, where the free one is known. */
export function restOf(of: Signal): Rest {
  return { kind: "rest", of };
}

export function sumOf(...of: readonly [Signal, ...Signal[]]): Sum {
  return { kind: "sum", of };
}

export function differenceOf(of: Signal, less: Signal): Difference {
  return { kind: "difference", of, less };
}

/** Now, as a share of the same some time ago: of the same hour yesterday, unless said otherwise. */
export function comparedWithBefore(of: Signal, { offsetSeconds = 86_400 }: { readonly offsetSeconds?: number } = {}): Relative {
  return { kind: "relative", of, offsetSeconds };
}

function flow(name: Flow["function"], of: Selector, { per = [], windowSeconds = WINDOW_SECONDS }: FlowOptions): Flow {
  return { kind: "flow", of, function: name, per, windowSeconds };
}

function events<L extends LabelDomains>(metric: CounterDefinition<L> | HistogramDefinition<L>, labels: Matchers<L>): Selector {
  return metric.kind === "histogram" ? selectCount<L>(metric, labels) : select<L>(metric, labels);
}
