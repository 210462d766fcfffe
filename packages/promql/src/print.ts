import type { Aggregation, Binary, BinaryOperator, Duration, Expression, Selector, StringLiteral, VectorMatching } from "./expression.ts";
import { quote } from "./quote.ts";
import type { SeriesPart } from "./series.ts";

/** Binding of the operators, tightest highest: https://prometheus.io/docs/prometheus/latest/querying/operators/#binary-operator-precedence */
const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  "==": 3,
  "!=": 3,
  ">": 3,
  "<": 3,
  ">=": 3,
  "<=": 3,
  "+": 4,
  "-": 4,
  "*": 5,
  "/": 5,
  "%": 5,
  "^": 6,
};

const UNITS: readonly (readonly [string, number])[] = [
  ["d", 86_400],
  ["h", 3600],
  ["m", 60],
  ["s", 1],
];

/** Writes an expression as PromQL, on one line, with the fewest parentheses. Equal expressions give equal text. */
export function print(expression: Expression | StringLiteral): string {
  switch (expression.node) {
    case "number":
      return printNumber(expression.value);
    case "string":
      return quote(expression.value);
    case "selector":
      return printSelector(expression);
    case "range":
      return `${printSelector({ ...expression.of, offsetSeconds: 0 })}[${printDuration(expression.range)}]${printOffset(expression.of)}`;
    case "subquery":
      return `${parenthesised(expression.of, 7)}[${printDuration(expression.range)}:${printDuration(expression.stepSeconds)}]`;
    case "call":
    case "scalar-call":
      return `${expression.function}(${expression.args.map(print).join(", ")})`;
    case "aggregation":
      return printAggregation(expression);
    case "binary":
      return printBinary(expression);
    case "negation":
      return `-${parenthesised(expression.of, 7)}`;
  }
}

/** `90` as `1m30s`; a dashboard variable as it is. Rounded to whole seconds, at least one. */
export function printDuration(duration: Duration): string {
  if (typeof duration === "string") {
    return duration;
  }
  let rest = Math.max(1, Math.round(duration));
  return UNITS.map(([unit, seconds]) => {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    return count === 0 ? "" : `${count}${unit}`;
  }).join("");
}

function printNumber(value: number): string {
  return value === Number.POSITIVE_INFINITY ? "+Inf" : value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);
}

function printSelector(selector: Selector): string {
  const matchers = selector.matchers.map(({ label, operator, value }) => `${label}${operator}${quote(value)}`).join(", ");
  return `${seriesName(selector)}${matchers === "" ? "" : `{${matchers}}`}${printOffset(selector)}`;
}

function printOffset({ offsetSeconds = 0 }: Selector): string {
  return offsetSeconds === 0 ? "" : ` offset ${offsetSeconds < 0 ? "-" : ""}${printDuration(Math.abs(offsetSeconds))}`;
}

function printAggregation({ operator, of, grouping, parameter }: Aggregation): string {
  const groups = grouping ? ` ${grouping.kind} (${grouping.labels.join(", ")})` : "";
  return `${operator}${groups}${groups === "" ? "" : " "}(${printParameter(parameter)}${print(of)})`;
}

function printParameter(parameter: Aggregation["parameter"]): string {
  return parameter === undefined ? "" : `${typeof parameter === "string" ? quote(parameter) : printNumber(parameter)}, `;
}

function printBinary({ operator, left, right, matching, bool }: Binary): string {
  const level = PRECEDENCE[operator];
  const associatesRight = operator === "^";
  const words = [operator, bool ? "bool" : "", matching ? printMatching(matching) : ""].filter((word) => word !== "").join(" ");
  return `${parenthesised(left, associatesRight ? level + 1 : level)} ${words} ${parenthesised(right, associatesRight ? level : level + 1)}`;
}

function printMatching({ kind, labels, group }: VectorMatching): string {
  const side = group ? ` group_${group.side} (${group.labels.join(", ")})` : "";
  return `${kind} (${labels.join(", ")})${side}`;
}

/** In parentheses where the operand binds less tightly than its place asks for. A negative number binds like a negation. */
function parenthesised(operand: Expression, atLeast: number): string {
  const own =
    operand.node === "binary"
      ? PRECEDENCE[operand.operator]
      : operand.node === "negation" || (operand.node === "number" && operand.value < 0)
        ? 5.5
        : 8;
  return own < atLeast ? `(${print(operand)})` : print(operand);
}

const SUFFIX: Readonly<Record<SeriesPart, string>> = { value: "", bucket: "_bucket", sum: "_sum", count: "_count", native: "" };

/** Name under which Prometheus stores what a selector selects: a histogram's classic parts have a suffix. */
export function seriesName({ series, part }: Pick<Selector, "series" | "part">): string {
  return `${series.name}${SUFFIX[part]}`;
}
