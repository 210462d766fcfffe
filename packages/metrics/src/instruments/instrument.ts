import type { LabelDomains, Labels, LabelValue } from "../definition/label-domain.ts";
import type { CounterDefinition, GaugeDefinition, HistogramDefinition, InfoDefinition, MetricDefinition } from "../definition/metric-definition.ts";

/** Arguments of a recording call: the labels come first, and not at all for a metric without labels. */
export type Sample<L extends LabelDomains, Rest extends readonly unknown[]> = keyof L extends never
  ? Rest
  : readonly [labels: Labels<{ readonly labels: L }>, ...Rest];

/** A counter whose labels are fixed. */
export interface BoundCounter {
  /** @param value - what to add, 0 or more; 1 when left out */
  inc(value?: number): void;
}

/** A gauge whose labels are fixed. */
export interface BoundGauge {
  set(value: number): void;
  /** @param value - what to add; 1 when left out */
  inc(value?: number): void;
  /** @param value - what to take away; 1 when left out */
  dec(value?: number): void;
}

/** A histogram whose labels are fixed. */
export interface BoundHistogram {
  /** @param value - in the unit of the metric */
  observe(value: number): void;
}

/** Stops what a call has begun; a second call does nothing. */
export interface Stoppable {
  stop(): void;
}

interface Resettable {
  /** Drops every series; those of closed labels begin again at 0. Bound children stay usable. */
  reset(): void;
}

interface Common<L extends LabelDomains, Bound> extends Resettable {
  /** Looks the labels up once: calls on the result skip that. Keep it where the same labels are used again and again. */
  labels(labels: Labels<{ readonly labels: L }>): Bound;
}

interface Collected<Self> {
  /**
   * Runs before each scrape, to set values that are read rather than recorded. A callback that throws, or takes longer than a
   * second, costs only its own update and counts in `metrics_collect_failures_total`.
   */
  onCollect(callback: (instrument: Self) => void | Promise<void>): Stoppable;
}

/**
 * No call throws, whatever its arguments: a sample that does not fit its definition is dropped and counted in
 * `metrics_samples_rejected_total`.
 */
export interface Counter<L extends LabelDomains = LabelDomains> extends Common<L, BoundCounter>, Collected<Counter<L>> {
  readonly definition: CounterDefinition<L>;
  /** @param value - what to add, 0 or more; 1 when left out */
  inc(...sample: Sample<L, [value?: number]>): void;
}

/** No call throws: see {@link Counter}. */
export interface Gauge<L extends LabelDomains = LabelDomains> extends Common<L, BoundGauge>, Collected<Gauge<L>> {
  readonly definition: GaugeDefinition<L>;
  set(...sample: Sample<L, [value: number]>): void;
  /** @param value - what to add; 1 when left out */
  inc(...sample: Sample<L, [value?: number]>): void;
  /** @param value - what to take away; 1 when left out */
  dec(...sample: Sample<L, [value?: number]>): void;
}

/** No call throws: see {@link Counter}. */
export interface Histogram<L extends LabelDomains = LabelDomains> extends Common<L, BoundHistogram> {
  readonly definition: HistogramDefinition<L>;
  /** @param value - in the unit of the metric; negative only if the first bucket bound is */
  observe(...sample: Sample<L, [value: number]>): void;
}

/** No call throws: see {@link Counter}. */
export interface Info<L extends LabelDomains = LabelDomains> extends Resettable {
  readonly definition: InfoDefinition<L>;
  /** Shows a set of labels, at 1; sets that are no longer true go with {@link Info.reset}. */
  set(labels: Labels<{ readonly labels: L }>): void;
}

/** Arguments that set a state: the labels beside the one that holds the states, if there are any, and the state. */
export type StateSample<L extends LabelDomains, N extends keyof L> =
  Exclude<keyof L, N> extends never
    ? readonly [state: LabelValue<L[N]>]
    : readonly [labels: { readonly [K in Exclude<keyof L, N>]: LabelValue<L[K]> }, state: LabelValue<L[N]>];

/** No call throws: see {@link Counter}. */
export interface StateSet<L extends LabelDomains = LabelDomains, N extends keyof L = keyof L> extends Resettable, Collected<StateSet<L, N>> {
  readonly definition: GaugeDefinition<L> & { readonly form: "state_set"; readonly name: N };
  /** Sets the present state to 1 and the others to 0. */
  set(...sample: StateSample<L, N>): void;
}

/** The instrument that records samples of a definition. */
export type Instrument<D extends MetricDefinition> = D extends {
  readonly form: "state_set";
  readonly name: infer N;
  readonly labels: infer L extends LabelDomains;
}
  ? StateSet<L, N & keyof L>
  : D extends InfoDefinition<infer L>
    ? Info<L>
    : D extends CounterDefinition<infer L>
      ? Counter<L>
      : D extends GaugeDefinition<infer L>
        ? Gauge<L>
        : D extends HistogramDefinition<infer L>
          ? Histogram<L>
          : never;
