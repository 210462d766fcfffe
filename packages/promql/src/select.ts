import {
  bucketLabel,
  type CounterDefinition,
  DefinitionError,
  type GaugeDefinition,
  type HistogramDefinition,
  type LabelDomains,
  type LabelValue,
} from "@platform/metrics/define";
import type { Matcher, Selector } from "./expression.ts";
import { escapeRegex } from "./quote.ts";
import type { RecordDefinition, SeriesDefinition, SeriesPart, TargetLabel } from "./series.ts";

/** What a label must be: one value, one of several, anything but those, or text that a regular expression (RE2, anchored) matches. */
export type MatcherValue<V> = V | readonly V[] | { readonly not: V | readonly V[] } | { readonly matches: string };

/** Matchers by label: the definition's own labels with their values, and those of the scrape. */
export type Matchers<L extends LabelDomains> = {
  readonly [K in keyof L]?: MatcherValue<LabelValue<L[K]>>;
} & { readonly [K in TargetLabel]?: MatcherValue<string> };

/**
 * Selects the series of a counter, a gauge or a record.
 *
 * @throws DefinitionError `matcher_label_unknown`, `matcher_value_unknown`, `matcher_empty`
 */
export function select<const L extends LabelDomains>(
  series: CounterDefinition<L> | GaugeDefinition<L> | RecordDefinition<L>,
  matchers: Matchers<NoInfer<L>> = {},
): Selector {
  return selector(series, "value", matchers);
}

/**
 * Selects the cumulative buckets of a histogram, with their label `le`.
 *
 * @throws DefinitionError as {@link select}
 */
export function selectBuckets<const L extends LabelDomains>(series: HistogramDefinition<L>, matchers: Matchers<NoInfer<L>> = {}): Selector {
  return selector(series, "bucket", matchers);
}

/**
 * Selects the one bucket of a histogram that counts observations at or under a bound. A bound of a million is written `1e+06` by
 * `@platform/metrics` and Prometheus 3, `1000000` by prom-client and thus in Prometheus 2; both are matched, as are `1.0` and `1`.
 *
 * @throws DefinitionError `bound_not_a_bucket`, and as {@link select}
 */
export function selectBucket<const L extends LabelDomains, const B extends readonly number[]>(
  series: HistogramDefinition<L, B>,
  bound: NoInfer<B[number]>,
  matchers: Matchers<NoInfer<L>> = {},
): Selector {
  if (!series.buckets.includes(bound)) {
    throw new DefinitionError("bound_not_a_bucket", `${bound} is no bucket of ${series.name}; its buckets are ${series.buckets.join(", ")}.`);
  }
  const [plain, canonical] = [String(bound), bucketLabel(bound)];
  const le: Matcher =
    plain === canonical
      ? { label: "le", operator: "=", value: plain }
      : { label: "le", operator: "=~", value: `${escapeRegex(plain)}|${escapeRegex(canonical)}` };
  const all = selector(series, "bucket", matchers);
  return { ...all, matchers: [...all.matchers, le] };
}

/**
 * Selects the number of observations of a histogram.
 *
 * @throws DefinitionError as {@link select}
 */
export function selectCount<const L extends LabelDomains>(series: HistogramDefinition<L>, matchers: Matchers<NoInfer<L>> = {}): Selector {
  return selector(series, "count", matchers);
}

/**
 * Selects the sum of the observations of a histogram.
 *
 * @throws DefinitionError as {@link select}
 */
export function selectSum<const L extends LabelDomains>(series: HistogramDefinition<L>, matchers: Matchers<NoInfer<L>> = {}): Selector {
  return selector(series, "sum", matchers);
}

/**
 * Selects the native histograms of a metric, of which the parts are read by `histogram_count` and the like.
 *
 * @throws DefinitionError `histogram_not_native`, and as {@link select}
 */
export function selectNative<const L extends LabelDomains>(series: HistogramDefinition<L>, matchers: Matchers<NoInfer<L>> = {}): Selector {
  if (series.native === undefined) {
    throw new DefinitionError("histogram_not_native", `${series.name} has no native buckets; its definition asks for them with "native".`);
  }
  return selector(series, "native", matchers);
}

/** The same series as they were some time ago. */
export function offset(of: Selector, offsetSeconds: number): Selector {
  return { ...of, offsetSeconds };
}

function selector(series: SeriesDefinition, part: SeriesPart, matchers: Readonly<Record<string, unknown>>): Selector {
  const known = new Set([...Object.keys(series.labels), ...(series.kind === "record" ? [] : ["job", "instance"])]);
  return {
    node: "selector",
    series,
    part,
    matchers: Object.entries(matchers)
      .filter(([, value]) => value !== undefined)
      .map(([label, value]) => {
        if (!known.has(label)) {
          throw new DefinitionError("matcher_label_unknown", `${series.name} has no label "${label}"; it has ${[...known].join(", ")}.`);
        }
        return matcher(series, label, value as MatcherValue<string>);
      }),
  };
}

function matcher(series: SeriesDefinition, label: string, value: MatcherValue<string | number>): Matcher {
  if (typeof value === "object" && "matches" in value) {
    return { label, operator: "=~", value: value.matches };
  }
  const negated = typeof value === "object" && "not" in value;
  const values = [negated ? value.not : value].flat() as readonly (string | number)[];
  if (values.length === 0) {
    throw new DefinitionError("matcher_empty", `The matcher of ${series.name} on "${label}" lists no value, so that it could match nothing.`);
  }
  const domain = series.labels[label];
  const strange = Array.isArray(domain) ? values.find((one) => !domain.includes(String(one)) && !String(one).startsWith("$")) : undefined;
  if (strange !== undefined) {
    throw new DefinitionError(
      "matcher_value_unknown",
      `${series.name} never has ${label}="${strange}"; its values are ${(domain as readonly string[]).join(", ")}.`,
    );
  }
  const [only] = values;
  return values.length === 1
    ? { label, operator: negated ? "!=" : "=", value: String(only) }
    : { label, operator: negated ? "!~" : "=~", value: values.map((one) => escapeRegex(String(one))).join("|") };
}
