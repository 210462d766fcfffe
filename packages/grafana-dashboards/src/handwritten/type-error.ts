import { type Expression, isScalar, type Matcher, re2, walk } from "@platform/promql";

/** Functions that read a range of samples: https://prometheus.io/docs/prometheus/latest/querying/functions/ */
const RANGE_FUNCTION =
  /^(?:rate|irate|increase|delta|idelta|deriv|changes|resets|predict_linear|(?:double_exponential_smoothing|holt_winters)|\w+_over_time)$/;

const SET_OPERATORS: readonly string[] = ["and", "or", "unless"];

/** Why an expression that can be parsed cannot be evaluated, as Prometheus itself would refuse it; undefined if it can. */
export function typeError(expression: Expression): string | undefined {
  if (isRange(expression)) {
    return "It is a range of samples; a rule or a panel takes one value for each series.";
  }
  for (const node of walk(expression)) {
    const error = nodeError(node as Expression);
    if (error !== undefined) {
      return error;
    }
  }
  return undefined;
}

function nodeError(node: Expression): string | undefined {
  switch (node.node) {
    case "selector":
      return node.matchers.flatMap((matcher) => patternError(matcher) ?? []).at(0);
    case "call": {
      const takesRange = RANGE_FUNCTION.test(node.function);
      const vectors = node.args.filter((arg) => arg.node !== "string" && arg.node !== "number") as readonly Expression[];
      if (takesRange && !vectors.some(isRange)) {
        return `${node.function}() reads a range of samples, such as [5m]; it is given one value.`;
      }
      return !takesRange && vectors.some(isRange) ? `${node.function}() reads one value for each series; it is given a range of samples.` : undefined;
    }
    case "aggregation":
      return isRange(node.of) ? `${node.operator}() adds up series; it is given a range of samples.` : undefined;
    case "binary": {
      if (isRange(node.left) || isRange(node.right)) {
        return `"${node.operator}" has a range of samples on one side.`;
      }
      const hasScalar = isScalar(node.left) || isScalar(node.right);
      return hasScalar && SET_OPERATORS.includes(node.operator) ? `"${node.operator}" joins series; one of its sides is a number.` : undefined;
    }
    default:
      return undefined;
  }
}

/** What a variable of a dashboard completes is not known. */
function patternError({ label, operator, value }: Matcher): string | undefined {
  const pattern = operator.endsWith("~") && !value.includes("$") ? re2(value) : undefined;
  return pattern !== undefined && "reason" in pattern
    ? `The pattern ${JSON.stringify(value)} of "${label}" is refused: it ${pattern.reason}.`
    : undefined;
}

function isRange({ node }: Expression): boolean {
  return node === "range" || node === "subquery";
}
