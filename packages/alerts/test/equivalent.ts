import { type AlertingRule, selectorsOf } from "@platform/promql";

/** A straight line looks alike through any window that is full. */
const WINDOW_OF_A_LINE = /^\[\w+\] → /;

/** Changes of a rule that make no difference to anybody. */
export function isEquivalent(change: string, { expression, severity }: AlertingRule): boolean {
  const selectors = selectorsOf(expression);
  // Both sides of an operator are joined by job, so that the other side restricts this one.
  const isJoined = change.endsWith(" without job") && selectors.length > 1;
  // A quotient is at the limit to the last bit in no life of ours.
  const isAtLimit = change === "> → >=" || change === "< → <=";
  const isLine = WINDOW_OF_A_LINE.test(change) && JSON.stringify(expression).includes("predict_linear");
  const isSame = change === `severity ${severity}`;
  return isSame || isJoined || isAtLimit || isLine;
}
