import type { Aggregator } from "./aggregator.ts";
import { checkBuckets } from "./buckets.ts";
import type { CountryDomain } from "./country-code.ts";
import { DefinitionError } from "./definition-error.ts";
import { markPlace } from "./definition-place.ts";
import { checkLabelDomains, domainSize, isOpen, type LabelDomains } from "./label-domain.ts";
import { checkName } from "./metric-name.ts";
import { checkRename, type RenamedFrom } from "./metric-rename.ts";
import { type NativeBuckets, type NativeBucketsOptions, nativeBuckets } from "./native-buckets.ts";
import { type Unit, unitOfName } from "./unit.ts";

/** Sets of labels that a metric keeps unless its definition says otherwise. */
export const MAX_SERIES = 2000;

interface Described<L extends LabelDomains> {
  /** Prometheus name, with its base unit as suffix: `job_duration_seconds`. */
  readonly name: string;
  /** One sentence for the reader of a dashboard. */
  readonly help: string;
  /** Read from the name when left out. */
  readonly unit: Unit;
  /** Label name to its domain, in the order of exposition. */
  readonly labels: L;
  /** Sets of labels kept; beyond it the values of open labels fold into `_other`. */
  readonly maxSeries: number;
  /** What it was called before: queries read both while data under the old name is kept. */
  readonly renamedFrom?: RenamedFrom;
}

/** Only rises; starts at 0 with the process. */
export interface CounterDefinition<L extends LabelDomains = LabelDomains> extends Described<L> {
  readonly kind: "counter";
}

/** A value that goes up and down. */
export interface GaugeDefinition<L extends LabelDomains = LabelDomains> extends Described<L> {
  readonly kind: "gauge";
  /** What the value stands for when it is no measure; queries treat each as a gauge. */
  readonly form?: GaugeForm;
  /** What the workers of one service, as a cluster, show together; their sum when left out, and the greatest of infos and states. */
  readonly aggregator?: Aggregator;
}

export type GaugeForm = "info" | "state_set";

/** Always 1: its labels are the message. OpenMetrics calls it an info. */
export interface InfoDefinition<L extends LabelDomains = LabelDomains> extends GaugeDefinition<L> {
  readonly form: "info";
}

/**
 * One series for each state, of which the present one is 1 and the others are 0. The label with the states has the metric's own name:
 * OpenMetrics calls it a state set.
 */
export interface StateSetDefinition<L extends LabelDomains = LabelDomains, N extends string = string, S extends readonly string[] = readonly string[]>
  extends GaugeDefinition<L & { readonly [K in N]: S }> {
  readonly form: "state_set";
  readonly name: N;
}

/** Counts of observations at or under each bound. */
export interface HistogramDefinition<L extends LabelDomains = LabelDomains, B extends readonly number[] = readonly number[]> extends Described<L> {
  readonly kind: "histogram";
  /** Upper bounds, rising, in the metric's unit, without +Inf. */
  readonly buckets: B;
  /** Exponential buckets beside those of `buckets`, which may then be none. */
  readonly native?: NativeBuckets;
}

export type MetricDefinition = CounterDefinition | GaugeDefinition | HistogramDefinition;
export type MetricKind = MetricDefinition["kind"];

/** What a caller writes: the unit and the labels may be left out. */
export interface DescribeOptions<L extends LabelDomains> {
  readonly name: string;
  readonly help: string;
  readonly unit?: Unit;
  readonly labels?: L & CountryDomain;
  /** Default {@link MAX_SERIES}, at least 1. Closed labels never fold, so that a metric of theirs may have more. */
  readonly maxSeries?: number;
  /** Default none. The running program uses the new name only. */
  readonly renamedFrom?: RenamedFrom;
}

export interface GaugeOptions<L extends LabelDomains> extends DescribeOptions<L> {
  readonly aggregator?: Aggregator;
}

export interface HistogramOptions<L extends LabelDomains, B extends readonly number[]> extends DescribeOptions<L> {
  readonly buckets: B;
  readonly native?: NativeBucketsOptions;
}

/**
 * @throws DefinitionError for a name, label, unit or domain that breaks a rule
 */
export function defineCounter<const L extends LabelDomains = Readonly<Record<never, never>>>(options: DescribeOptions<L>): CounterDefinition<L> {
  return markPlace({ kind: "counter", ...describe("counter", options) }, defineCounter);
}

/**
 * @throws DefinitionError for a name, label, unit or domain that breaks a rule
 */
export function defineGauge<const L extends LabelDomains = Readonly<Record<never, never>>>(options: GaugeOptions<L>): GaugeDefinition<L> {
  const { aggregator } = options;
  return markPlace({ kind: "gauge", ...describe("gauge", options), ...(aggregator === undefined ? {} : { aggregator }) }, defineGauge);
}

/**
 * A gauge that is always 1 and whose labels describe what runs, joined to other series in a query. Its name ends in `_info`.
 *
 * @throws DefinitionError for a name, label or domain that breaks a rule
 */
export function defineInfo<const L extends LabelDomains>(options: Omit<DescribeOptions<L>, "unit"> & { readonly labels: L }): InfoDefinition<L> {
  return markPlace({ kind: "gauge", form: "info", ...describe("info", options) }, defineInfo);
}

export interface StateSetOptions<L extends LabelDomains, N extends string, S extends readonly string[]> extends Omit<DescribeOptions<L>, "unit"> {
  readonly name: N;
  /** Every state that there is. */
  readonly states: S;
}

/**
 * A gauge that tells which of several states something is in.
 *
 * @throws DefinitionError for a name, label or domain that breaks a rule; `state_label_taken` if a label has the metric's name
 */
export function defineStateSet<
  const N extends string,
  const S extends readonly string[],
  const L extends LabelDomains = Readonly<Record<never, never>>,
>(options: StateSetOptions<L, N, S>): StateSetDefinition<L, N, S> {
  const { states, name, ...rest } = options;
  if (Object.hasOwn(options.labels ?? {}, name)) {
    throw new DefinitionError("state_label_taken", `State set "${name}" has a label of its own name; the states stand there.`);
  }
  const labels = { ...options.labels, [name]: states } as unknown as L & { readonly [K in N]: S };
  return markPlace({ kind: "gauge", form: "state_set", ...describe("gauge", { ...rest, name, labels }), name }, defineStateSet);
}

/**
 * @throws DefinitionError for a name, label, unit, domain or bucket that breaks a rule
 */
export function defineHistogram<const B extends readonly number[], const L extends LabelDomains = Readonly<Record<never, never>>>(
  options: HistogramOptions<L, B>,
): HistogramDefinition<L, B> {
  const { buckets, native } = options;
  checkBuckets(options.name, buckets, native !== undefined);
  const described = { kind: "histogram" as const, ...describe("histogram", options), buckets };
  return markPlace(native === undefined ? described : { ...described, native: nativeBuckets(options.name, native) }, defineHistogram);
}

/**
 * Most series that one instance can expose for a metric: the product of its label domains or the cap, whichever is less, times
 * the series of one histogram.
 *
 * @param values - most values that labels really have, by label, where that is known to be less than their domains allow
 */
export function worstCaseSeries(definition: MetricDefinition, values: Readonly<Record<string, number>> = {}): number {
  const domains = Object.values(definition.labels);
  const all = Object.entries(definition.labels).reduce(
    (product, [label, domain]) => product * Math.min(values[label] ?? Number.POSITIVE_INFINITY, domainSize(domain)),
    1,
  );
  const closed = domains.reduce((product, domain) => product * (isOpen(domain) ? 1 : domain.length), 1);
  const sets = Math.min(all, definition.maxSeries + closed);
  return definition.kind === "histogram" ? sets * (definition.buckets.length + 3) : sets;
}

function describe<L extends LabelDomains>(
  kind: MetricKind | "info",
  { name, help, unit, labels, maxSeries = MAX_SERIES, renamedFrom }: DescribeOptions<L>,
): Described<L> {
  checkName(kind, name, help);
  const domains = labels ?? ({} as L);
  checkLabelDomains(name, domains);
  const stated = unitOfName(name);
  const refines = unit === "timestamp" && stated === "seconds" && kind === "gauge";
  if (unit !== undefined && stated !== "count" && unit !== stated && !refines) {
    throw new DefinitionError(
      "unit_conflict",
      `Metric "${name}" states ${JSON.stringify(stated)} in its name but ${JSON.stringify(unit)} as its unit.`,
    );
  }
  if (typeof unit === "object" && !(unit.label in domains)) {
    throw new DefinitionError("unit_label_missing", `Metric "${name}" takes its currency from label "${unit.label}", which it does not have.`);
  }
  if (!Number.isInteger(maxSeries) || maxSeries < 1 || maxSeries > 1_000_000) {
    throw new DefinitionError("max_series_invalid", `Metric "${name}" keeps 1 to 1000000 series, got ${maxSeries}.`);
  }
  if (renamedFrom !== undefined) {
    checkRename(name, renamedFrom, domains);
  }
  return { name, help, unit: unit ?? stated, labels: domains, maxSeries, ...(renamedFrom !== undefined && { renamedFrom }) };
}
