import { type Expression, type Matcher, printDuration, seriesName } from "@platform/promql";
import type { Shape } from "./parsed-shape.ts";

/** The structure of an expression, for comparison with what a parser reads in its print. */
export function expressionShape(expression: Expression | { readonly node: "string"; readonly value: string }): Shape {
  switch (expression.node) {
    case "number":
      return numberShape(expression.value);
    case "string":
      return quoted(expression.value);
    case "selector": {
      const selector: Shape = ["selector", seriesName(expression), ...expression.matchers.map(matcherShape)];
      const { offsetSeconds = 0 } = expression;
      return offsetSeconds === 0 ? selector : ["offset", selector, `${offsetSeconds < 0 ? "-" : ""}${printDuration(Math.abs(offsetSeconds))}`];
    }
    case "range": {
      const { offsetSeconds = 0, ...selector } = expression.of;
      const range: Shape = ["range", expressionShape(selector), printDuration(expression.range)];
      return offsetSeconds === 0 ? range : ["offset", range, `${offsetSeconds < 0 ? "-" : ""}${printDuration(Math.abs(offsetSeconds))}`];
    }
    case "subquery":
      return ["subquery", expressionShape(expression.of), printDuration(expression.range), printDuration(expression.stepSeconds)];
    case "call":
    case "scalar-call":
      return [expression.function, ...expression.args.map(expressionShape)];
    case "aggregation": {
      const { operator, of, grouping, parameter } = expression;
      const groups: readonly Shape[] = grouping === undefined ? [] : [[grouping.kind, ...grouping.labels]];
      return [
        operator,
        ...groups,
        ...(parameter === undefined ? [] : [typeof parameter === "string" ? quoted(parameter) : numberShape(parameter)]),
        expressionShape(of),
      ];
    }
    case "negation":
      return ["-", expressionShape(expression.of)];
    case "binary": {
      const { operator, left, right, matching, bool } = expression;
      const clause: readonly Shape[] =
        matching === undefined
          ? []
          : [[matching.kind, ...matching.labels], ...(matching.group ? [[`group_${matching.group.side}`, ...matching.group.labels]] : [])];
      return [operator, ...(bool ? ["bool"] : []), ...clause, expressionShape(left), expressionShape(right)];
    }
  }
}

function matcherShape({ label, operator, value }: Matcher): Shape {
  return [label, operator, quoted(value)];
}

/** Go's escapes. */
function quoted(text: string): string {
  return JSON.stringify(text.toWellFormed()).replaceAll("\ufffd", "\\ufffd");
}

function numberShape(value: number): Shape {
  const size = Math.abs(value) === Number.POSITIVE_INFINITY ? "Inf" : String(Math.abs(value));
  return value < 0 ? ["-", size] : size;
}
