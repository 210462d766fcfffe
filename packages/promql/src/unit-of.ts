import { DefinitionError, type Unit } from "@platform/metrics/define";
import type { Aggregation, Binary, Expression, Operand, Selector, StringLiteral, VectorCall } from "./expression.ts";
import { labelsOf } from "./labels-of.ts";
import { print } from "./print.ts";
import { selectorsOf } from "./walk.ts";

/** A unit with what arithmetic made of it: a rate of bytes is bytes per second. A second per second is a ratio. */
export interface ExpressionUnit {
  readonly unit: Unit;
  readonly perSecond: boolean;
}

/** A literal and a zero go with every unit. */
type Quantity = ExpressionUnit | "any";

const COUNT: ExpressionUnit = { unit: "count", perSecond: false };
const RATIO: ExpressionUnit = { unit: "ratio", perSecond: false };
const SECONDS: ExpressionUnit = { unit: "seconds", perSecond: false };
const TIMESTAMP: ExpressionUnit = { unit: "timestamp", perSecond: false };

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

function quantityOf(expression: Expression): Quantity {
  switch (expression.node) {
    case "number":
      return "any";
    case "scalar-call":
      return expression.function === "time" ? TIMESTAMP : quantityOfFirst(expression.args, expression);
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
  if (operator === "count" || operator === "group") {
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
      return dimensionless(one) && dimensionless(other) ? one : fail(meaningless(binary, `a power of ${named(one)}`));
    case "and":
    case "unless":
      return one;
    default: {
      const quantity = same(one, other, binary);
      return COMPARISONS.includes(operator) && bool ? COUNT : quantity;
    }
  }
}

function sum(one: Quantity, other: Quantity, whole: Binary): Quantity {
  const stamps = [one, other].map((quantity) => quantity !== "any" && quantity.unit === "timestamp");
  if (stamps[0] && stamps[1]) {
    return whole.operator === "-" ? SECONDS : fail(meaningless(whole, "a sum of two points in time"));
  }
  if (stamps[0] || (stamps[1] && whole.operator === "+")) {
    const distance = stamps[0] ? other : one;
    return distance === "any" || isUnit(distance, "seconds") ? TIMESTAMP : fail(mixed(one, other, whole));
  }
  return same(one, other, whole);
}

function product(one: Quantity, other: Quantity, whole: Binary): Quantity {
  if (isZero(whole.left) || isZero(whole.right)) {
    return "any";
  }
  if (one === "any" || other === "any") {
    return scaled(one === "any" ? other : one);
  }
  if (isUnit(one, "ratio")) {
    return other;
  }
  if (isUnit(other, "ratio")) {
    return one;
  }
  if (isUnit(one, "count") || isUnit(other, "count")) {
    return isUnit(one, "count") ? other : one;
  }
  if (one.perSecond && isUnit(other, "seconds")) {
    return { ...one, perSecond: false };
  }
  if (other.perSecond && isUnit(one, "seconds")) {
    return { ...other, perSecond: false };
  }
  throw meaningless(whole, `${named(one)} times ${named(other)}`);
}

function quotient(one: Quantity, other: Quantity, whole: Binary): Quantity {
  if (isZero(whole.left)) {
    return "any";
  }
  if (other === "any") {
    return scaled(one);
  }
  if (one === "any") {
    return dimensionless(other) ? COUNT : fail(meaningless(whole, `a number by ${named(other)}`));
  }
  if (equal(one, other)) {
    return RATIO;
  }
  if (isUnit(other, "count") || isUnit(other, "ratio")) {
    return one;
  }
  if (other.unit === "count" && other.perSecond) {
    return one.perSecond ? { ...one, perSecond: false } : dimensionless(one) ? SECONDS : fail(meaningless(whole, `${named(one)} by ${named(other)}`));
  }
  if (one.unit === other.unit || (typeof one.unit === "object" && equal({ ...one, perSecond: other.perSecond }, other))) {
    return other.perSecond ? SECONDS : fail(meaningless(whole, `${named(one)} by ${named(other)}`));
  }
  if (isUnit(other, "seconds") && !one.perSecond) {
    return { ...one, perSecond: true };
  }
  throw meaningless(whole, `${named(one)} by ${named(other)}`);
}

/** How many times: a ratio by a literal is no share any more. */
function scaled(quantity: Quantity): Quantity {
  return quantity !== "any" && isUnit(quantity, "ratio") ? COUNT : quantity;
}

function same(one: Quantity, other: Quantity, whole: Expression): Quantity {
  if (one === "any" || other === "any") {
    return one === "any" ? other : one;
  }
  return equal(one, other) ? one : fail(mixed(one, other, whole));
}

function normal(quantity: ExpressionUnit): ExpressionUnit {
  return quantity.unit === "seconds" && quantity.perSecond ? RATIO : quantity;
}

function equal(one: ExpressionUnit, other: ExpressionUnit): boolean {
  const units = typeof one.unit === "object" && typeof other.unit === "object" ? one.unit.label === other.unit.label : one.unit === other.unit;
  return units && one.perSecond === other.perSecond;
}

function isUnit(quantity: Quantity, unit: Unit): boolean {
  return quantity !== "any" && quantity.unit === unit && !quantity.perSecond;
}

function dimensionless(quantity: Quantity): boolean {
  return quantity === "any" || isUnit(quantity, "count") || isUnit(quantity, "ratio");
}

function isZero(operand: Operand): boolean {
  return operand.node === "number" && operand.value === 0;
}

function named(quantity: Quantity): string {
  if (quantity === "any") {
    return "a number";
  }
  const unit = typeof quantity.unit === "object" ? `currency of "${quantity.unit.label}"` : quantity.unit;
  return quantity.perSecond ? `${unit} per second` : unit;
}

function mixed(one: Quantity, other: Quantity, whole: Expression): DefinitionError {
  return new DefinitionError("units_mixed", `${print(whole)} joins ${named(one)} with ${named(other)}.`);
}

function meaningless(whole: Expression, what: string): DefinitionError {
  return new DefinitionError("units_meaningless", `${print(whole)} asks for ${what}, which has no unit.`);
}

function fail(error: DefinitionError): never {
  throw error;
}
