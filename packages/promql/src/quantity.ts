import { DefinitionError, type Unit } from "@platform/metrics/define";
import type { Binary, Expression, Operand } from "./expression.ts";
import { print } from "./print.ts";

/** A unit with what arithmetic made of it: a rate of bytes is bytes per second. A second per second is a ratio. */
export interface ExpressionUnit {
  readonly unit: Unit;
  readonly perSecond: boolean;
}

/** A literal and a zero go with every unit. */
export type Quantity = ExpressionUnit | "any";

export const COUNT: ExpressionUnit = { unit: "count", perSecond: false };
export const RATIO: ExpressionUnit = { unit: "ratio", perSecond: false };
const SECONDS: ExpressionUnit = { unit: "seconds", perSecond: false };
export const TIMESTAMP: ExpressionUnit = { unit: "timestamp", perSecond: false };

/** Timestamps and durations: the distance of two points in time is a duration, a point and a duration make a point. */
export function sum(one: Quantity, other: Quantity, whole: Binary): Quantity {
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

/** A zero has every unit; a ratio or count leaves the unit of the other side; a rate times seconds is an amount. */
export function product(one: Quantity, other: Quantity, whole: Binary): Quantity {
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

/** Equal units make a ratio; an amount by its rate, or a share by events per second, makes seconds. */
export function quotient(one: Quantity, other: Quantity, whole: Binary): Quantity {
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

/** Only plain numbers and shares have powers. */
export function power(one: Quantity, other: Quantity, whole: Binary): Quantity {
  return dimensionless(one) && dimensionless(other) ? one : fail(meaningless(whole, `a power of ${named(one)}`));
}

/** How many times: a ratio by a literal is no share any more. */
function scaled(quantity: Quantity): Quantity {
  return quantity !== "any" && isUnit(quantity, "ratio") ? COUNT : quantity;
}

/**
 * The unit that both sides have.
 *
 * @throws DefinitionError `units_mixed`
 */
export function same(one: Quantity, other: Quantity, whole: Expression): Quantity {
  if (one === "any" || other === "any") {
    return one === "any" ? other : one;
  }
  return equal(one, other) ? one : fail(mixed(one, other, whole));
}

/** A second per second is a ratio. */
export function normal(quantity: ExpressionUnit): ExpressionUnit {
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

export function named(quantity: Quantity): string {
  if (quantity === "any") {
    return "a number";
  }
  const unit = typeof quantity.unit === "object" ? `currency of "${quantity.unit.label}"` : quantity.unit;
  return quantity.perSecond ? `${unit} per second` : unit;
}

function mixed(one: Quantity, other: Quantity, whole: Expression): DefinitionError {
  return new DefinitionError("units_mixed", `${print(whole)} joins ${named(one)} with ${named(other)}.`);
}

export function meaningless(whole: Expression, what: string): DefinitionError {
  return new DefinitionError("units_meaningless", `${print(whole)} asks for ${what}, which has no unit.`);
}

function fail(error: DefinitionError): never {
  throw error;
}

function isZero(operand: Operand): boolean {
  return operand.node === "number" && operand.value === 0;
}
