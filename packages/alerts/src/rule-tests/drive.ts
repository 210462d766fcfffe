import { bucketLabel, DefinitionError } from "@platform/metrics/define";
import { isSelected, labelsBetween, labelsOfSelected, type Selector, type SeriesLabels, seriesName } from "@platform/promql";
import type { Signal } from "../signal/signal.ts";

/** A series and what it has to do so that a signal has a value. */
export interface DrivenSeries {
  readonly of: Selector;
  readonly labels: SeriesLabels;
  /** A gauge at a level, a counter that rises by an amount each second, a gauge that tells a time so many seconds ago. */
  readonly form: "level" | "flow" | "clock";
  readonly amount: number;
  /** What a level rises by each second of its stretch; default 0. */
  readonly risePerSecond?: number;
}

export interface DriveOptions {
  /** Limit that a quantile is driven around. */
  readonly limit: number;
  /** Events that its volume counts. */
  readonly events: number;
}

/** Series under which a signal has a value. */
export function drive(signal: Signal, value: number, options: DriveOptions): readonly DrivenSeries[] {
  switch (signal.kind) {
    case "gauge":
      return [series(signal.of, "level", value)];
    case "flow":
      return [series(signal.of, "flow", signal.function === "rate" ? value : value / signal.windowSeconds)];
    case "count":
      return numbered(signal.of, Math.round(value)).map((labels) => ({ of: signal.of, labels, form: "level", amount: 1 }));
    case "quantile":
      return driveQuantile(signal, value, options);
    case "ratio":
      return driveRatio(signal, value, options);
    case "rest":
      return drive(signal.of, 1 - value, options);
    case "sum":
      return signal.of.flatMap((one) => drive(one, value / signal.of.length, options));
    case "difference": {
      const base = 10 * Math.abs(value);
      return [...drive(signal.of, base + value, options), ...drive(signal.less, base, options)];
    }
    case "spread":
      return numbered(signal.of, 2).map((labels, index) => ({ of: signal.of, labels, form: "level", amount: 1 + index * value }));
    case "age":
      return [series(signal.of, "clock", value)];
    case "until":
      return [series(signal.of, "clock", -value)];
    case "relative":
      return drive(signal.of, value * sizeOf(signal.of, options.events), options);
  }
}

/** The value that a signal of so many events has. */
export function sizeOf(signal: Signal, events: number): number {
  if (signal.kind === "count") {
    return 8;
  }
  return signal.kind === "flow" && signal.function === "rate"
    ? events / signal.windowSeconds
    : signal.kind === "sum"
      ? sizeOf(signal.of[0], events)
      : events;
}

function series(of: Selector, form: DrivenSeries["form"], amount: number): DrivenSeries {
  return { of, labels: labelsOfSelected(of), form, amount };
}

/** Labels of several series that a selector selects: they differ in an instance, which nothing is told apart by, or else in the first open label. */
function numbered(of: Selector, count: number): readonly SeriesLabels[] {
  const matched = of.matchers.map(({ label }) => label);
  const labels = labelsOfSelected(of);
  const free = ["cpu", "instance"].find((label) => label in labels && !matched.includes(label)) ?? "instance";
  return Array.from({ length: count }, (_, index) => ({ ...labels, [free]: String(index) }));
}

/**
 * All observations lie in the bucket that ends at the limit and in the one after it, so many in the latter that the quantile is
 * just on its side of the limit.
 */
function driveQuantile({ of, phi, windowSeconds }: Signal & { readonly kind: "quantile" }, value: number, options: DriveOptions) {
  const { series: histogram } = of;
  if (histogram.kind !== "histogram") {
    throw new DefinitionError("signal_untested", `A quantile of ${histogram.name} cannot be driven: it is no histogram.`);
  }
  const perSecond = options.events / windowSeconds;
  const over = value > options.limit ? Math.min(1, 1.5 * (1 - phi)) : 0.9 * (1 - phi);
  const next = histogram.buckets.find((bound) => bound > options.limit) ?? Number.POSITIVE_INFINITY;
  const labels = labelsOfSelected(of);
  const buckets = [...histogram.buckets, Number.POSITIVE_INFINITY].map((bound): DrivenSeries => {
    const share = bound < options.limit ? 0 : bound < next ? 1 - over : 1;
    return {
      of,
      labels: { ...labels, le: bound === Number.POSITIVE_INFINITY ? "+Inf" : bucketLabel(bound) },
      form: "flow",
      amount: share * perSecond,
    };
  });
  return [...buckets, { of: { ...of, part: "count" }, labels, form: "flow", amount: perSecond } satisfies DrivenSeries];
}

/** The whole has as many events as asked for; where the part is among it, the rest of it stands beside the part. */
function driveRatio({ part, whole }: Signal & { readonly kind: "ratio" }, value: number, options: DriveOptions): readonly DrivenSeries[] {
  const size = sizeOf(whole, options.events);
  const parts = drive(part, value * size, options);
  if (whole.kind === "sum") {
    const others = whole.of.filter((one) => JSON.stringify(one) !== JSON.stringify(part)) as readonly Signal[];
    const taken = others.length < whole.of.length ? value * size : 0;
    return [...parts, ...others.flatMap((one) => drive(one, (size - taken) / others.length, options))];
  }
  const [one, other] = [selectorOf(part), selectorOf(whole)];
  if (one === undefined || other === undefined || seriesName(one) !== seriesName(other)) {
    return [...parts, ...drive(whole, size, options)];
  }
  const rest = labelsBetween(other, one);
  const inWhole = isSelected(other, labelsOfSelected(one)) ? value * size : 0;
  return rest === undefined ? parts : [...parts, ...drive(whole, size - inWhole, options).map((driven) => ({ ...driven, labels: rest }))];
}

function selectorOf(signal: Signal): Selector | undefined {
  return signal.kind === "gauge" || signal.kind === "flow" ? signal.of : undefined;
}
