import type { Aggregation, Duration, Expression, Selector, StringLiteral } from "./expression.ts";

export interface Rewriting {
  /** What stands for a selector; default itself. */
  readonly selector?: (selector: Selector) => Selector;
  /** What stands for a range; default itself. */
  readonly duration?: (duration: Duration) => Duration;
  /** What stands for an aggregation, as it is: nothing under the answer is replaced any more, unless it is the aggregation itself. Default itself. */
  readonly aggregation?: (aggregation: Aggregation) => Aggregation;
}

/** The same expression with other selectors, ranges or aggregations. What it was made from stays as it is. */
export function rewrite<E extends Expression | StringLiteral>(expression: E, rewriting: Rewriting): E;
export function rewrite(expression: Expression | StringLiteral, rewriting: Rewriting): Expression | StringLiteral {
  const { selector = same, duration = same, aggregation = same } = rewriting;
  switch (expression.node) {
    case "number":
    case "string":
      return expression;
    case "selector":
      return selector(expression);
    case "range":
      return { ...expression, of: selector(expression.of), range: duration(expression.range) };
    case "subquery":
      return { ...expression, of: rewrite(expression.of, rewriting), range: duration(expression.range) };
    case "aggregation": {
      const other = aggregation(expression);
      return other === expression ? { ...expression, of: rewrite(expression.of, rewriting) } : other;
    }
    case "negation":
      return { ...expression, of: rewrite(expression.of, rewriting) };
    case "call":
      return { ...expression, args: expression.args.map((arg) => rewrite(arg, rewriting)) };
    case "scalar-call":
      return { ...expression, args: expression.args.map((arg) => rewrite(arg, rewriting)) };
    case "binary":
      return { ...expression, left: rewrite(expression.left, rewriting), right: rewrite(expression.right, rewriting) };
  }
}

function same<T>(value: T): T {
  return value;
}
