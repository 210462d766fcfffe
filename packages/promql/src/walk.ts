import type { Expression, Selector, StringLiteral } from "./expression.ts";

/** The expressions directly under one, in the order in which they are printed. */
export function children(expression: Expression | StringLiteral): readonly (Expression | StringLiteral)[] {
  switch (expression.node) {
    case "number":
    case "string":
    case "selector":
      return [];
    case "range":
    case "subquery":
    case "aggregation":
    case "negation":
      return [expression.of];
    case "call":
    case "scalar-call":
      return expression.args;
    case "binary":
      return [expression.left, expression.right];
  }
}

/** An expression and everything under it, parents first, left before right. */
export function walk(expression: Expression | StringLiteral): readonly (Expression | StringLiteral)[] {
  const nodes: (Expression | StringLiteral)[] = [];
  collect(expression, nodes);
  return nodes;
}

function collect(expression: Expression | StringLiteral, nodes: (Expression | StringLiteral)[]): void {
  nodes.push(expression);
  for (const child of children(expression)) {
    collect(child, nodes);
  }
}

/** Whether it is one number, which every series meets: `time() - 300`. */
export function isScalar(expression: Expression): boolean {
  switch (expression.node) {
    case "number":
    case "scalar-call":
      return true;
    case "negation":
      return isScalar(expression.of);
    case "binary":
      return isScalar(expression.left) && isScalar(expression.right);
    default:
      return false;
  }
}

/** Every selector of an expression: all that it reads. */
export function selectorsOf(expression: Expression): readonly Selector[] {
  return walk(expression).filter((node) => node.node === "selector");
}
