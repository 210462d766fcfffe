import { bucketLabel, type HistogramDefinition, type MetricDefinition } from "@platform/metrics/define";

/** The series that a query selects, in terms of a definition. */
export interface QuerySelection {
  readonly metric: MetricDefinition;
  /** Samples of a histogram: how many there were in all, or in one bucket. */
  readonly part: "value" | "count" | "bucket";
  /** Bound of the bucket. */
  readonly bound?: number;
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** Value of a matcher of the scrape's own label. */
  readonly job?: string;
}

/** Why a query cannot be read as a selection of a definition. */
export interface UnreadQuery {
  readonly reason: string;
}

/** `name`, `name{a="b"}`, in `sum(…)`, `rate(…[5m])` or `increase(…[5m])` as tools write it around; the range is the rule's own matter. */
const AROUND = /^\s*(?:sum\s*\(\s*)?(?:(?:rate|increase)\s*\(\s*)?([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(?:\{([^}]*)\})?\s*(?:\[[^\]]*\])?\s*\)?\s*\)?\s*$/;

const MATCHER = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*$/;

/** Reads a query as a selection of one of the metrics. */
export function readQuery(query: string, metrics: readonly MetricDefinition[]): QuerySelection | UnreadQuery {
  const [, name = "", list = ""] = AROUND.exec(query) ?? [];
  if (name === "") {
    return { reason: `${query} is more than a selection of one series` };
  }
  const found = findSeries(name, metrics);
  if (found === undefined) {
    return { reason: `the service has no metric ${name}` };
  }
  let selection: QuerySelection = { ...found, labels: {} };
  for (const text of splitMatchers(list)) {
    const read = withMatcher(selection, text);
    if ("reason" in read) {
      return read;
    }
    selection = read;
  }
  return found.part === "bucket" && selection.bound === undefined ? { reason: `${query} names no bucket with le` } : selection;
}

function findSeries(name: string, metrics: readonly MetricDefinition[]): Pick<QuerySelection, "metric" | "part"> | undefined {
  for (const metric of metrics) {
    if (metric.name === name) {
      return { metric, part: "value" };
    }
    if (metric.kind === "histogram" && (name === `${metric.name}_count` || name === `${metric.name}_bucket`)) {
      return { metric, part: name.endsWith("_count") ? "count" : "bucket" };
    }
  }
  return undefined;
}

/** At the commas that stand outside quotes. */
function splitMatchers(list: string): readonly string[] {
  const parts = [""];
  let isQuoted = false;
  for (let at = 0; at < list.length; at++) {
    const character = list[at] as string;
    if (character === '"' && list[at - 1] !== "\\") {
      isQuoted = !isQuoted;
    }
    if (character === "," && !isQuoted) {
      parts.push("");
    } else {
      parts[parts.length - 1] += character;
    }
  }
  return parts.filter((part) => part.trim() !== "");
}

function withMatcher(selection: QuerySelection, text: string): QuerySelection | UnreadQuery {
  const [, label = "", operator = "", quoted = ""] = MATCHER.exec(text) ?? [];
  const value = quoted.replace(/\\(.)/g, "$1");
  if (label === "") {
    return { reason: `${text.trim()} is no matcher` };
  }
  if (label === "job" && operator === "=") {
    return { ...selection, job: value };
  }
  if (label === "le" && selection.part === "bucket") {
    return withBound(selection, operator, value);
  }
  const domain = selection.metric.labels[label];
  if (domain === undefined) {
    return { reason: `${selection.metric.name} has no label ${label}` };
  }
  const isListed = Array.isArray(domain);
  if (!isListed && operator !== "=") {
    return { reason: `${label} of ${selection.metric.name} takes any value, so that ${text.trim()} is no list of them` };
  }
  const values = isListed ? (domain as readonly string[]).filter((each) => matches(each, operator, value)) : [value];
  return values.length === 0
    ? { reason: `no value of ${label} fits ${text.trim()}` }
    : { ...selection, labels: { ...selection.labels, [label]: values } };
}

function withBound(selection: QuerySelection, operator: string, value: string): QuerySelection | UnreadQuery {
  const { buckets } = selection.metric as HistogramDefinition;
  const bounds = buckets.filter((bound) => [String(bound), bucketLabel(bound)].some((text) => matches(text, operator, value)));
  const [bound] = bounds;
  return bounds.length === 1 && bound !== undefined
    ? { ...selection, bound }
    : { reason: `le${operator}"${value}" is not one bucket of ${selection.metric.name}; its buckets are ${buckets.join(", ")}` };
}

/** Alternatives and `5..` are all that status codes and lists need; Prometheus anchors at both ends. */
function matches(text: string, operator: string, value: string): boolean {
  if (operator === "=" || operator === "!=") {
    return (text === value) === (operator === "=");
  }
  const fits = value.split("|").some((alternative) => fitsAlternative(text, alternative));
  return fits === (operator === "=~");
}

function fitsAlternative(text: string, alternative: string): boolean {
  if (alternative === ".*" || alternative === ".+") {
    return alternative === ".*" || text !== "";
  }
  const plain = alternative.replaceAll("\\.", "\u0000");
  const isSame = (character: string, index: number) => character === "." || (character === "\u0000" ? "." : character) === text[index];
  return plain.length === text.length && [...plain].every(isSame);
}
