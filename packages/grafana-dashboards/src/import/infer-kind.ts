import type { MetricKind } from "@platform/metrics/define";

export type KnownBy = "exposition" | "name" | "function" | "nothing";

export interface Clues {
  /** Of its exposition, if there is one. */
  readonly type: string | undefined;
  /** Applied to it somewhere. */
  readonly functions: ReadonlySet<string>;
  /** With which it was read. */
  readonly suffixes: readonly string[];
}

/** Of the series of a classic histogram. */
export const SUFFIXES = ["_bucket", "_sum", "_count"] as const;

const COUNTER_FUNCTIONS: readonly string[] = ["rate", "irate", "increase", "resets"];
const GAUGE_FUNCTIONS: readonly string[] = ["delta", "idelta", "deriv", "predict_linear", "min_over_time", "max_over_time", "avg_over_time"];
const KINDS: Readonly<Record<string, MetricKind>> = { counter: "counter", gauge: "gauge", histogram: "histogram", summary: "histogram" };

/** The metric of which a name is a series: that of a histogram or summary without its suffix. */
export function metricOf(series: string, types: ReadonlyMap<string, string>): string {
  const suffix = SUFFIXES.find((end) => series.endsWith(end));
  if (suffix === undefined || types.has(series)) {
    return series;
  }
  return series.slice(0, -suffix.length);
}

/** What its exposition says comes first, then what its name says, then what is done with it; a metric of which nothing is known is taken for a gauge. */
export function inferKind(name: string, { type, functions, suffixes }: Clues): { readonly kind: MetricKind; readonly knownBy: KnownBy } {
  const exposed = type === undefined ? undefined : KINDS[type];
  if (exposed !== undefined) {
    return { kind: exposed, knownBy: "exposition" };
  }
  if (suffixes.length > 0) {
    return { kind: "histogram", knownBy: "name" };
  }
  if (name.endsWith("_total")) {
    return { kind: "counter", knownBy: "name" };
  }
  if (functions.has("histogram_quantile")) {
    return { kind: "histogram", knownBy: "function" };
  }
  if (COUNTER_FUNCTIONS.some((counter) => functions.has(counter))) {
    return { kind: "counter", knownBy: "function" };
  }
  return { kind: "gauge", knownBy: GAUGE_FUNCTIONS.some((gauge) => functions.has(gauge)) ? "function" : "nothing" };
}
