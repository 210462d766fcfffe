import type { SeriesDefinition, SeriesPart } from "./series.ts";

/**
 * A PromQL expression as data: what the printer writes, the checks walk and the cost model counts.
 * A selector holds the definition it reads, never a name, so that what nobody emits cannot be queried.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/basics/
 */
export type Expression = Scalar | InstantVector | RangeVector;

export type Scalar = NumberLiteral | ScalarCall;
export type InstantVector = Selector | VectorCall | Aggregation | Binary | Negation;
export type RangeVector = RangeSelector | Subquery;

/** Either side of an operator. */
export type Operand = Scalar | InstantVector;

/** Seconds, or what the dashboard fills in: the range it shows, or one wide enough for a rate. */
export type Duration = number | "$__rate_interval" | "$__range" | "$__interval";

export interface NumberLiteral {
  readonly node: "number";
  readonly value: number;
}

export interface Matcher {
  readonly label: string;
  readonly operator: "=" | "!=" | "=~" | "!~";
  /** Literal text, a regular expression for `=~` and `!~`, or a dashboard variable such as `$job`. */
  readonly value: string;
}

export interface Selector {
  readonly node: "selector";
  readonly series: SeriesDefinition;
  readonly part: SeriesPart;
  readonly matchers: readonly Matcher[];
  readonly offsetSeconds?: number;
}

export interface RangeSelector {
  readonly node: "range";
  readonly of: Selector;
  readonly range: Duration;
}

export interface Subquery {
  readonly node: "subquery";
  readonly of: InstantVector;
  readonly range: Duration;
  readonly stepSeconds: number;
}

export interface VectorCall {
  readonly node: "call";
  readonly function: VectorFunction;
  readonly args: readonly (Expression | StringLiteral)[];
}

export interface ScalarCall {
  readonly node: "scalar-call";
  readonly function: "time" | "scalar" | "pi";
  readonly args: readonly InstantVector[];
}

/** Only an argument: a label name, a replacement, a regular expression. */
export interface StringLiteral {
  readonly node: "string";
  readonly value: string;
}

export interface Aggregation {
  readonly node: "aggregation";
  readonly operator: AggregationOperator;
  readonly of: InstantVector;
  readonly grouping?: { readonly kind: "by" | "without"; readonly labels: readonly string[] };
  /** k of topk, bottomk and limitk, the share of limit_ratio, φ of quantile, label of count_values. */
  readonly parameter?: number | string;
}

export interface Binary {
  readonly node: "binary";
  readonly operator: BinaryOperator;
  readonly left: Operand;
  readonly right: Operand;
  readonly matching?: VectorMatching;
  /** Comparison that yields 0 or 1 instead of filtering. */
  readonly bool?: boolean;
}

export interface VectorMatching {
  readonly kind: "on" | "ignoring";
  readonly labels: readonly string[];
  /** Side that may have many series for one of the other, with the labels to copy from the one. */
  readonly group?: { readonly side: "left" | "right"; readonly labels: readonly string[] };
}

export interface Negation {
  readonly node: "negation";
  readonly of: Operand;
}

export type AggregationOperator = "sum" | "avg" | "min" | "max" | "count" | "quantile" | "group" | "count_values" | ChoosingOperator;
/** Those that answer with some of the series as they are. */
export type ChoosingOperator = "topk" | "bottomk" | "limitk" | "limit_ratio";
export type BinaryOperator = "+" | "-" | "*" | "/" | "%" | "^" | "==" | "!=" | ">" | "<" | ">=" | "<=" | "and" | "or" | "unless";

export type VectorFunction =
  | "rate"
  | "irate"
  | "increase"
  | "delta"
  | "deriv"
  | "predict_linear"
  | "changes"
  | "resets"
  | "sum_over_time"
  | "avg_over_time"
  | "min_over_time"
  | "max_over_time"
  | "count_over_time"
  | "last_over_time"
  | "present_over_time"
  | "quantile_over_time"
  | "histogram_quantile"
  | "histogram_count"
  | "histogram_fraction"
  | "absent"
  | "absent_over_time"
  | "abs"
  | "ceil"
  | "floor"
  | "round"
  | "clamp"
  | "clamp_min"
  | "clamp_max"
  | "sort"
  | "sort_desc"
  | "timestamp"
  | "year"
  | "month"
  | "day_of_month"
  | "day_of_week"
  | "days_in_month"
  | "vector"
  | "label_replace"
  | "label_join";
