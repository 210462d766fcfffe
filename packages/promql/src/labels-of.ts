import { isOpen, type LabelDomain } from "@platform/metrics/define";
import { bucketLabels } from "./bucket-labels.ts";
import type { Aggregation, AggregationOperator, Binary, ChoosingOperator, Expression, Matcher, Selector, VectorCall } from "./expression.ts";
import { re2 } from "./re2.ts";
import { isScalar, selectorsOf } from "./walk.ts";

/** Labels by name, with their domain; undefined where the values are not known beforehand. */
export type KnownLabels = ReadonlyMap<string, LabelDomain | undefined>;

const NONE: KnownLabels = new Map();
const SET_OPERATORS: readonly string[] = ["and", "unless"];

/**
 * The labels that every series of an expression's answer has. A legend, a link or an annotation may read these and no others.
 * Matchers narrow a closed domain; a label that only one side of `or` has is not among them.
 *
 * @param known - answers by expression, for whoever asks about the parts of one expression as well: they are taken from here, and put here
 * @see https://prometheus.io/docs/prometheus/latest/querying/operators/#vector-matching
 */
export function labelsOf(expression: Expression, known: Map<Expression, KnownLabels> = new Map()): KnownLabels {
  const before = known.get(expression);
  if (before !== undefined) {
    return before;
  }
  const labels = find(expression, (part) => labelsOf(part, known));
  known.set(expression, labels);
  return labels;
}

/** Asks for the labels of a part of an expression. */
type Ask = (part: Expression) => KnownLabels;

function find(expression: Expression, ask: Ask): KnownLabels {
  switch (expression.node) {
    case "number":
    case "scalar-call":
      return NONE;
    case "selector":
      return ofSelector(expression);
    case "range":
    case "subquery":
    case "negation":
      return ask(expression.of);
    case "aggregation":
      return ofAggregation(expression, ask);
    case "binary":
      return ofBinary(expression, ask);
    case "call":
      return ofCall(expression, ask);
  }
}

function ofSelector({ series, part, matchers }: Selector): KnownLabels {
  const labels = new Map<string, LabelDomain | undefined>(Object.entries(series.labels));
  if (part === "bucket" && series.kind === "histogram") {
    labels.set("le", bucketLabels(series.buckets));
  }
  if (series.kind !== "record") {
    labels.set("job", undefined);
    labels.set("instance", undefined);
  }
  for (const matcher of matchers) {
    labels.set(matcher.label, narrowed(labels.get(matcher.label), matcher));
  }
  return labels;
}

/** A dashboard variable can be anything, so that a matcher that holds one narrows nothing. */
function narrowed(domain: LabelDomain | undefined, { operator, value }: Matcher): LabelDomain | undefined {
  if (value.includes("$")) {
    return domain;
  }
  if (operator === "=") {
    return [value];
  }
  if (domain === undefined || isOpen(domain)) {
    return domain;
  }
  if (operator === "!=") {
    return domain.filter((one) => one !== value);
  }
  const pattern = re2(value);
  return "matches" in pattern ? domain.filter((one) => pattern.matches(one) === (operator === "=~")) : domain;
}

const CHOOSING: readonly AggregationOperator[] = ["topk", "bottomk", "limitk", "limit_ratio"] satisfies readonly ChoosingOperator[];

/** Whether it answers with some of the series as they are, labels and all. */
export function isChoosing(operator: AggregationOperator): operator is ChoosingOperator {
  return CHOOSING.includes(operator);
}

function ofAggregation({ operator, of, grouping, parameter }: Aggregation, ask: Ask): KnownLabels {
  const labels = ask(of);
  if (isChoosing(operator)) {
    return labels;
  }
  const kept = grouping === undefined ? NONE : filtered(labels, (label) => grouping.labels.includes(label) === (grouping.kind === "by"));
  return operator === "count_values" ? new Map([...kept, [String(parameter), undefined]]) : kept;
}

function ofBinary({ operator, left, right, matching }: Binary, ask: Ask): KnownLabels {
  if (isScalar(left)) {
    return ask(right);
  }
  const labels = ask(left);
  if (isScalar(right) || SET_OPERATORS.includes(operator)) {
    return labels;
  }
  const others = ask(right);
  if (operator === "or") {
    return new Map([...labels].filter(([label]) => others.has(label)).map(([label, domain]) => [label, joined(domain, others.get(label))]));
  }
  if (matching?.group !== undefined) {
    const [many, one] = matching.group.side === "left" ? [labels, others] : [others, labels];
    const copied = matching.group.labels.filter((label) => one.has(label)).map((label) => [label, one.get(label)] as const);
    return new Map([...many, ...copied]);
  }
  return matching === undefined ? labels : filtered(labels, (label) => matching.labels.includes(label) === (matching.kind === "on"));
}

function ofCall(call: VectorCall, ask: Ask): KnownLabels {
  const vectors = call.args.filter((arg) => arg.node !== "string" && !isScalar(arg)) as readonly Expression[];
  const [of] = vectors;
  if (of === undefined) {
    return NONE;
  }
  switch (call.function) {
    case "absent":
    case "absent_over_time":
      return ofAbsent(of);
    case "histogram_quantile":
      return filtered(ask(of), (label) => label !== "le");
    case "label_replace":
    case "label_join": {
      const [, target] = call.args;
      return target?.node === "string" ? new Map([...ask(of), [target.value, undefined]]) : ask(of);
    }
    default:
      return ask(of);
  }
}

/** The answer for a missing selector has the labels that its equality matchers name; for anything else it has none. */
function ofAbsent(of: Expression): KnownLabels {
  if (of.node !== "selector" && of.node !== "range") {
    return NONE;
  }
  const [selector] = selectorsOf(of);
  const equal = selector?.matchers.filter(({ operator }) => operator === "=") ?? [];
  return new Map(equal.map(({ label, value }) => [label, value.includes("$") ? undefined : [value]]));
}

function filtered(labels: KnownLabels, keep: (label: string) => boolean): KnownLabels {
  return new Map([...labels].filter(([label]) => keep(label)));
}

function joined(one: LabelDomain | undefined, other: LabelDomain | undefined): LabelDomain | undefined {
  if (one === undefined || other === undefined) {
    return undefined;
  }
  if (isOpen(one) || isOpen(other)) {
    return isOpen(one) ? one : other;
  }
  return [...new Set([...one, ...other])];
}
