import { type Aggregation, type Binary, type Expression, isChoosing, isScalar, type VectorCall } from "@platform/promql";

/**
 * The only labels that series of an expression's answer can have, by its form alone: `sum by (job) (…)` has `job` and no other. Undefined where
 * any label can be there, as with a selector, to whose series the scrape adds labels that no definition names.
 */
export function labelsAtMost(expression: Expression): ReadonlySet<string> | undefined {
  switch (expression.node) {
    case "selector":
      return undefined;
    case "number":
    case "scalar-call":
      return new Set();
    case "range":
    case "subquery":
    case "negation":
      return labelsAtMost(expression.of);
    case "aggregation":
      return ofAggregation(expression);
    case "binary":
      return ofBinary(expression);
    case "call":
      return ofCall(expression);
  }
}

function ofAggregation({ operator, of, grouping, parameter }: Aggregation): Labels {
  if (isChoosing(operator)) {
    return labelsAtMost(of);
  }
  const grouped = grouping?.kind === "without" ? without(labelsAtMost(of), grouping.labels) : new Set(grouping?.labels);
  return operator === "count_values" ? joined(grouped, [String(parameter)]) : grouped;
}

/** @see https://prometheus.io/docs/prometheus/latest/querying/operators/#vector-matching */
function ofBinary({ operator, left, right, matching }: Binary): Labels {
  if (isScalar(left) || isScalar(right) || operator === "and" || operator === "unless") {
    return labelsAtMost(isScalar(left) ? right : left);
  }
  const [one, other] = [labelsAtMost(left), labelsAtMost(right)];
  if (operator === "or") {
    return other && joined(one, other);
  }
  if (matching?.group !== undefined) {
    return joined(matching.group.side === "left" ? one : other, matching.group.labels);
  }
  return matching?.kind === "on" ? new Set(matching.labels) : without(one ?? other, matching?.labels ?? []);
}

function ofCall({ function: name, args }: VectorCall): Labels {
  if (name === "absent" || name === "absent_over_time") {
    return undefined;
  }
  const of = args.find((arg): arg is Expression => arg.node !== "string" && !isScalar(arg));
  const kept = of === undefined ? new Set<string>() : labelsAtMost(of);
  if (name === "histogram_quantile") {
    return without(kept, ["le"]);
  }
  const [, target] = args;
  return (name === "label_replace" || name === "label_join") && target?.node === "string" ? joined(kept, [target.value]) : kept;
}

type Labels = ReadonlySet<string> | undefined;

function joined(labels: Labels, others: Iterable<string>): Labels {
  return labels && new Set([...labels, ...others]);
}

function without(labels: Labels, others: readonly string[]): Labels {
  return labels && new Set([...labels].filter((label) => !others.includes(label)));
}
