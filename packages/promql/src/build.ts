import { DefinitionError } from "@platform/metrics/define";
import type {
  Aggregation,
  AggregationOperator,
  Binary,
  BinaryOperator,
  ChoosingOperator,
  Duration,
  InstantVector,
  Negation,
  NumberLiteral,
  Operand,
  RangeSelector,
  RangeVector,
  Scalar,
  Selector,
  StringLiteral,
  Subquery,
  VectorCall,
  VectorFunction,
  VectorMatching,
} from "./expression.ts";

/** Functions that read one range of samples and nothing else. */
const RANGE_FUNCTIONS = [
  "rate",
  "irate",
  "increase",
  "delta",
  "deriv",
  "changes",
  "resets",
  "sum_over_time",
  "avg_over_time",
  "min_over_time",
  "max_over_time",
  "count_over_time",
  "last_over_time",
  "present_over_time",
  "absent_over_time",
] as const satisfies readonly VectorFunction[];

export type RangeFunction = (typeof RANGE_FUNCTIONS)[number];

/** Functions that understand the reset of a counter, and are wrong on anything else. */
const COUNTER_FUNCTIONS: readonly string[] = ["rate", "irate", "increase", "resets"];

/** Functions that read instant vectors, numbers and strings. */
export type InstantFunction = Exclude<VectorFunction, RangeFunction | "predict_linear" | "quantile_over_time">;

export function number(value: number): NumberLiteral {
  return { node: "number", value };
}

/**
 * Applies a function to the samples of a range: `over("rate", select(requests), 300)`.
 *
 * @throws DefinitionError `not_a_counter` where a function that understands resets would read a gauge or a record
 */
export function over(name: RangeFunction, of: Selector | Subquery, range?: Duration): VectorCall {
  return { node: "call", function: name, args: [rangeOf(name, of, range)] };
}

/** The value expected after some time, from a line through the samples of a range. */
export function predictLinear(of: Selector, range: Duration, aheadSeconds: number): VectorCall {
  return { node: "call", function: "predict_linear", args: [rangeOf("predict_linear", of, range), number(aheadSeconds)] };
}

/** The φ-quantile of each series' samples in a range. */
export function quantileOverTime(phi: number, of: Selector | Subquery, range?: Duration): VectorCall {
  return { node: "call", function: "quantile_over_time", args: [number(phi), rangeOf("quantile_over_time", of, range)] };
}

/** Evaluates an expression again and again over a range, every `stepSeconds`. */
export function subquery(of: InstantVector, range: Duration, stepSeconds: number): Subquery {
  return { node: "subquery", of, range, stepSeconds };
}

/** Applies a function to instant vectors: `call("clamp_max", vector, 1)`. A number or text stands for itself. */
export function call(name: InstantFunction, ...args: readonly (Operand | number | string)[]): VectorCall {
  return { node: "call", function: name, args: args.map((arg) => (typeof arg === "string" ? text(arg) : operand(arg))) };
}

/** The φ-quantile of a distribution given as rates of buckets that keep their label `le`. */
export function histogramQuantile(phi: number, of: InstantVector): VectorCall {
  return call("histogram_quantile", phi, of);
}

/** Seconds since 1970 at the evaluation. */
export function time(): Scalar {
  return { node: "scalar-call", function: "time", args: [] };
}

export interface GroupingOptions {
  readonly by?: readonly string[];
  readonly without?: readonly string[];
}

/** Aggregates over all series, or over those that agree on labels: `aggregate("sum", requests, { by: ["job"] })`. */
export function aggregate(
  operator: Exclude<AggregationOperator, ChoosingOperator | "quantile" | "count_values">,
  of: InstantVector,
  { by, without }: GroupingOptions = {},
): Aggregation {
  const grouping = by ? ({ kind: "by", labels: by } as const) : without ? ({ kind: "without", labels: without } as const) : undefined;
  return { node: "aggregation", operator, of, ...(grouping && { grouping }) };
}

/** The k largest series, or the smallest; they keep all their labels. */
export function rank(operator: "topk" | "bottomk", k: number, of: InstantVector): Aggregation {
  return { node: "aggregation", operator, of, parameter: k };
}

/** One series for each value, with the value as a label: `countValues("month", call("month"))`. */
export function countValues(label: string, of: InstantVector): Aggregation {
  return { node: "aggregation", operator: "count_values", of, parameter: label };
}

/** Joins two operands: `binary(errors, "/", requests)`. A number stands for itself. */
export function binary(
  left: Operand | number,
  operator: BinaryOperator,
  right: Operand | number,
  options: { readonly matching?: VectorMatching; readonly bool?: boolean } = {},
): Binary {
  return { node: "binary", operator, left: operand(left), right: operand(right), ...options };
}

export function negate(of: Operand): Negation {
  return { node: "negation", of };
}

function operand(value: Operand | number): Operand {
  return typeof value === "number" ? number(value) : value;
}

function text(value: string): StringLiteral {
  return { node: "string", value };
}

function rangeOf(name: string, of: Selector | Subquery, range: Duration | undefined): RangeVector {
  if (of.node === "subquery") {
    return of;
  }
  if (COUNTER_FUNCTIONS.includes(name) && !(of.series.kind === "counter" || of.series.kind === "histogram")) {
    throw new DefinitionError("not_a_counter", `${name}() reads a counter; ${of.series.name} is a ${of.series.kind}.`);
  }
  if (range === undefined) {
    throw new DefinitionError("range_missing", `${name}() of ${of.series.name} needs a range.`);
  }
  return { node: "range", of, range } satisfies RangeSelector;
}
