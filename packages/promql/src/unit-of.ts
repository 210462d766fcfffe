import { DefinitionError } from "@platform/metrics/define";
import type { Aggregation, Binary, Expression, ScalarCall, Selector, StringLiteral, VectorCall } from "./expression.ts";
import { labelsOf } from "./labels-of.ts";
import { print } from "./print.ts";
import {
  COUNT,
  type ExpressionUnit,
  meaningless,
  named,
  normal,
  power,
  product,
  type Quantity,
  quotient,
  RATIO,
  same,
  sum,
  TIMESTAMP,
} from "./quantity.ts";
import { selectorsOf } from "./walk.ts";

export type { ExpressionUnit } from "./quantity.ts";

/** Functions of which the answer is not in the unit of what they read. */
const UNIT_OF_FUNCTION: Partial<Record<VectorCall["function"], (call: VectorCall) => Quantity>> = {
  rate: perSecondOf,
  irate: perSecondOf,
  deriv: perSecondOf,
  changes: () => COUNT,
  resets: () => COUNT,
  count_over_time: () => COUNT,
  present_over_time: () => COUNT,
  absent: () => COUNT,
  absent_over_time: () => COUNT,
  timestamp: () => TIMESTAMP,
  vector: () => "any",
  histogram_count: () => COUNT,
  histogram_fraction: () => RATIO,
  year: () => "any",
  month: () => "any",
  day_of_month: () => "any",
  day_of_week: () => "any",
  days_in_month: () => "any",
  histogram_quantile: unitOfBuckets,
};

const COMPARISONS: readonly string[] = ["==", "!=", ">", "<", ">=", "<="];

/**
 * The unit of an expression's value, by the arithmetic of units: a rate of seconds is a ratio, seconds per event are
 * seconds, equal units divide to a ratio, a quantile is in its metric's unit.
 *
 * A number beside an operator takes the unit of the other side; a ratio multiplied or divided by one is a plain number,
 * such as a burn rate.
 *
 * @throws DefinitionError `units_mixed` where unlike units are added, compared or joined, `units_meaningless` where no unit
 * of ours names a product or quotient, `currencies_mixed` where an aggregation adds up amounts of different currencies
 */
export function unitOf(expression: Expression): ExpressionUnit {
  const quantity = quantityOf(expression);
  return quantity === "any" ? COUNT : quantity;
}

/** Of the functions that answer with a number; the others have that of their argument. */
const UNIT_OF_SCALAR: Readonly<Partial<Record<ScalarCall["function"], Quantity>>> = { time: TIMESTAMP, pi: "any" };

function quantityOf(expression: Expression): Quantity {
  switch (expression.node) {
    case "number":
      return "any";
    case "scalar-call":
      return UNIT_OF_SCALAR[expression.function] ?? quantityOfFirst(expression.args, expression);
    case "selector":
      return unitOfSelector(expression);
    case "range":
    case "subquery":
    case "negation":
      return quantityOf(expression.of);
    case "aggregation":
      return unitOfAggregation(expression);
    case "call":
      return (UNIT_OF_FUNCTION[expression.function] ?? ((call) => quantityOfFirst(call.args, call)))(expression);
    case "binary":
      return unitOfBinary(expression);
  }
}

/** The unit of the first vector among arguments: `quantile_over_time(0.9, x[1h])` and `clamp_max(x, 1)` keep that of x. */
function quantityOfFirst(args: readonly (Expression | StringLiteral)[], whole: Expression): Quantity {
  const quantities = args.filter((arg) => arg.node !== "string").map(quantityOf);
  return quantities.reduce((one, other) => same(one, other, whole), "any" as Quantity);
}

function unitOfSelector({ series, part }: Selector): ExpressionUnit {
  return part === "bucket" || part === "count"
    ? COUNT
    : normal({ unit: series.unit, perSecond: series.kind === "record" && series.perSecond === true });
}

function perSecondOf(call: VectorCall): Quantity {
  const quantity = quantityOfFirst(call.args, call);
  if (quantity === "any") {
    return quantity;
  }
  if (quantity.perSecond || quantity.unit === "timestamp") {
    throw meaningless(call, `a change per second of ${named(quantity)}`);
  }
  return normal({ ...quantity, perSecond: true });
}

function unitOfBuckets(call: VectorCall): Quantity {
  const buckets = selectorsOf(call).filter(({ part, series }) => part === "bucket" || series.kind === "record");
  return buckets.map(({ series }): Quantity => ({ unit: series.unit, perSecond: false })).reduce((one, other) => same(one, other, call), "any");
}

function unitOfAggregation(aggregation: Aggregation): Quantity {
  const { operator, of } = aggregation;
  const quantity = quantityOf(of);
  if (operator === "count" || operator === "group" || operator === "count_values") {
    return COUNT;
  }
  if (quantity === "any") {
    return quantity;
  }
  if (operator === "sum" && (quantity.unit === "timestamp" || quantity.unit === "celsius")) {
    throw meaningless(aggregation, `a sum of ${named(quantity)}`);
  }
  if (typeof quantity.unit === "object") {
    const { label } = quantity.unit;
    const domain = labelsOf(of).get(label);
    const single = Array.isArray(domain) && domain.length === 1;
    if (!single && !labelsOf(aggregation).has(label)) {
      throw new DefinitionError("currencies_mixed", `${print(aggregation)} adds up amounts of different currencies; keep the label "${label}".`);
    }
  }
  return quantity;
}

function unitOfBinary(binary: Binary): Quantity {
  const { operator, left, right, bool } = binary;
  const [one, other] = [quantityOf(left), quantityOf(right)];
  switch (operator) {
    case "*":
      return product(one, other, binary);
    case "/":
      return quotient(one, other, binary);
    case "+":
    case "-":
      return sum(one, other, binary);
    case "^":
      return power(one, other, binary);
    case "and":
    case "unless":
      return one;
    default: {
      const quantity = same(one, other, binary);
      return COMPARISONS.includes(operator) && bool ? COUNT : quantity;
    }
  }
}
