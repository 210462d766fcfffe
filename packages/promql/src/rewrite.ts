import type { Aggregation, Duration, Expression, Selector, StringLiteral } from "./expression.ts";

export interface Rewriting {
  /** What stands for a selector; default itself. */
  readonly selector?: (selector: Selector) => Selector;
  /** What stands for a range; default itself. */
  readonly duration?: (duration: Duration) => Duration;
  /** What stands for an aggregation, as it is: nothing under the answer is replaced any more, unless it is the aggregation itself. Default itself. */
  readonly aggregation?: (aggregation: Aggregation) => Aggregation;
}

/**
 * The same expression with other selectors, ranges or aggregations. What it was made from stays as it is, and every part in which nothing
 * was replaced is that of the original, not a copy.
 */
export function rewrite<E extends Expression | StringLiteral>(expression: E, rewriting: Rewriting): E;
export function rewrite(expression: Expression | StringLiteral, rewriting: Rewriting): Expression | StringLiteral {
  const { selector = same, duration = same, aggregation = same } = rewriting;
  switch (expression.node) {
    case "number":
    case "string":
      return expression;
    case "selector":
      return selector(expression);
    case "range": {
      const [of, range] = [selector(expression.of), duration(expression.range)];
      return of === expression.of && range === expression.range ? expression : { ...expression, of, range };
    }
    case "subquery": {
      const [of, range] = [rewrite(expression.of, rewriting), duration(expression.range)];
      return of === expression.of && range === expression.range ? expression : { ...expression, of, range };
    }
    case "aggregation": {
      const other = aggregation(expression);
      const of = other === expression ? rewrite(expression.of, rewriting) : other.of;
      return of === other.of ? other : { ...expression, of };
    }
    case "negation": {
      const of = rewrite(expression.of, rewriting);
      return of === expression.of ? expression : { ...expression, of };
    }
    case "call": {
      const args = all(expression.args, rewriting);
      return args === expression.args ? expression : { ...expression, args };
    }
    case "scalar-call": {
      const args = all(expression.args, rewriting);
      return args === expression.args ? expression : { ...expression, args };
    }
    case "binary": {
      const [left, right] = [rewrite(expression.left, rewriting), rewrite(expression.right, rewriting)];
      return left === expression.left && right === expression.right ? expression : { ...expression, left, right };
    }
  }
}

function all<E extends Expression | StringLiteral>(args: readonly E[], rewriting: Rewriting): readonly E[] {
  const others = args.map((arg) => rewrite(arg, rewriting));
  return others.every((other, index) => other === args[index]) ? args : others;
}

function same<T>(value: T): T {
  return value;
}
