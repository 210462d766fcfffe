import type { SyntaxNode } from "@lezer/common";
import { type Expression, type Matcher, type Selector, walk } from "@platform/promql";
import { parser } from "@prometheus-io/lezer-promql";
import { maskVariables } from "./mask-variables.ts";
import { readDuration } from "./read-duration.ts";
import { unquote } from "./unquote.ts";

/** PromQL that somebody wrote, as the tree that the checks know. */
export interface ReadQuery {
  readonly expression: Expression;
  /** Every selector that names its series, with the character at which it begins. */
  readonly selectors: ReadonlyMap<Selector, number>;
  /** Part of it comes from a variable or a pattern of names, so that its labels are not known. */
  readonly isOpaque: boolean;
}

/** Why a text is no PromQL, and at which character. */
export interface QueryError {
  readonly message: string;
  readonly at: number;
}

/** The series that a name stands for. What has no name, because a variable or a pattern stands for it, is a series named "". */
export type SeriesOf = (name: string | undefined) => Pick<Selector, "series" | "part">;

/** Reads PromQL with the parser of Prometheus' own editor, which takes `rate(x)` without a range; {@link typeError} does not. */
export function readPromql(query: string, seriesOf: SeriesOf): ReadQuery | QueryError {
  const { text, isOpaque, isMasked } = maskVariables(query);
  const tree = parser.parse(text);
  const error = firstError(tree.topNode);
  if (error !== undefined) {
    const found = text.slice(error.from).trimStart().slice(0, 20);
    return { message: found === "" ? "It ends where more is expected." : `It is not PromQL at ${JSON.stringify(found)}.`, at: error.from };
  }
  const top = tree.topNode.firstChild;
  if (top === null) {
    return { message: "It is empty.", at: 0 };
  }
  const selectors = new Map<Selector, number>();
  const reader: Reader = {
    text,
    selector(node, selector) {
      if (selector.series.name !== "") {
        selectors.set(selector, node.from);
      }
      return selector;
    },
    seriesOf: (name, from) => seriesOf(name === undefined || isMasked(from, from + name.length) ? undefined : name),
    isMasked,
  };
  const expression = read(top, reader);
  const named = new Set(selectors.keys());
  const hasUnknown = walk(expression).some(
    (node) => (node.node === "selector" && !named.has(node)) || ("operator" in node && (node.operator as string) === "count_values"),
  );
  return { expression, selectors, isOpaque: isOpaque || hasUnknown };
}

interface Reader {
  readonly text: string;
  readonly isMasked: (from: number, to: number) => boolean;
  readonly seriesOf: (name: string | undefined, from: number) => Pick<Selector, "series" | "part">;
  selector(node: SyntaxNode, selector: Selector): Selector;
}

/** Functions that answer with a number, not with series. */
const SCALAR_FUNCTIONS: readonly string[] = ["time", "scalar", "pi"] satisfies readonly Extract<
  Expression,
  { readonly node: "scalar-call" }
>["function"][];

/** Nodes are cast where the grammar and {@link typeError} together assure what the tree's type says. */
const READERS: Readonly<Record<string, (node: SyntaxNode, reader: Reader) => object>> = {
  NumberDurationLiteral: (node, { text }) => ({ node: "number", value: readNumber(slice(node, text)) }),
  StringLiteral: (node, { text }) => ({ node: "string", value: unquote(slice(node, text)) }),
  ParenExpr: (node, reader) => read(only(node), reader),
  StepInvariantExpr: (node, reader) => read(only(node), reader),
  UnaryExpr: (node, reader) => {
    const of = read(last(node), reader);
    return slice(only(node), reader.text) === "+" ? of : { node: "negation", of };
  },
  VectorSelector: readSelector,
  OffsetExpr: (node, reader) => shifted(read(only(node), reader), node, reader),
  MatrixSelector: (node, reader) => ({ node: "range", of: read(only(node), reader), range: duration(node.getChild("DurationExpr"), reader) }),
  SubqueryExpr: (node, reader) => {
    const [range, step] = node.getChildren("DurationExpr");
    const stepSeconds = step === undefined ? 60 : duration(step, reader);
    return { node: "subquery", of: read(only(node), reader), range: duration(range ?? null, reader), stepSeconds };
  },
  FunctionCall: (node, reader) => {
    const name = slice(only(node), reader.text);
    return { node: SCALAR_FUNCTIONS.includes(name) ? "scalar-call" : "call", function: name, args: argumentsOf(node, reader) };
  },
  AggregateExpr: readAggregation,
  BinaryExpr: readBinary,
};

function read(node: SyntaxNode, reader: Reader): Expression {
  const readNode = READERS[node.name];
  if (readNode === undefined) {
    throw new Error(`PromQL has a part of an unknown kind: ${node.name}.`);
  }
  return readNode(node, reader) as Expression;
}

function readSelector(node: SyntaxNode, reader: Reader): Selector {
  const { text } = reader;
  const named = node.getChild("Identifier");
  const list = node.getChild("LabelMatchers");
  const quoted = list?.getChild("QuotedLabelName")?.getChild("StringLiteral");
  const all = childrenOf(list)
    .filter(({ name }) => name.endsWith("LabelMatcher"))
    .map((matcher): Matcher => {
      const [label, operator, value] = childrenOf(matcher) as [SyntaxNode, SyntaxNode, SyntaxNode];
      const labelText = slice(label, text);
      return {
        label: labelText.startsWith('"') ? unquote(labelText) : labelText,
        operator: slice(operator, text) as Matcher["operator"],
        value: unquote(slice(value, text)),
      };
    });
  const byMatcher = all.find(({ label, operator }) => label === "__name__" && operator === "=")?.value;
  const name = named === null ? (quoted ? unquote(slice(quoted, text)) : byMatcher) : slice(named, text);
  const matchers = all.filter(({ label }) => label !== "__name__");
  return reader.selector(node, { node: "selector", ...reader.seriesOf(name, node.from), matchers });
}

function readAggregation(node: SyntaxNode, reader: Reader): object {
  const operator = slice(only(node), reader.text);
  const args = argumentsOf(node, reader) as Expression[];
  const modifier = node.getChild("AggregateModifier");
  const kind = modifier === null ? undefined : slice(only(modifier), reader.text).toLowerCase();
  const labels = labelList(modifier?.getChild("GroupingLabels") ?? null, reader);
  const grouping = kind === undefined ? {} : { grouping: { kind, labels } };
  const [parameter] = args.length > 1 ? args : [];
  return {
    node: "aggregation",
    operator,
    of: args.at(-1),
    ...grouping,
    ...(parameter !== undefined && { parameter: parameter.node === "number" ? parameter.value : 0 }),
  };
}

function readBinary(node: SyntaxNode, reader: Reader): object {
  const [left, operator, ...rest] = childrenOf(node) as [SyntaxNode, SyntaxNode, ...SyntaxNode[]];
  const clause = rest.find(({ name }) => name === "MatchingModifierClause");
  return {
    node: "binary",
    operator: slice(operator, reader.text).toLowerCase(),
    left: read(left, reader),
    right: read(rest.at(-1) as SyntaxNode, reader),
    ...(rest.some(({ name }) => name === "BoolModifier") && { bool: true }),
    ...(clause !== undefined && { matching: readMatching(clause, reader) }),
  };
}

function readMatching(clause: SyntaxNode, reader: Reader): object {
  const parts = childrenOf(clause);
  const labelsAfter = (names: readonly string[]) => {
    const index = parts.findIndex(({ name }) => names.includes(name));
    const next = parts[index + 1];
    return index === -1 ? undefined : labelList(next?.name === "GroupingLabels" ? next : null, reader);
  };
  const side = parts.some(({ name }) => name === "GroupLeft") ? "left" : "right";
  const group = labelsAfter(["GroupLeft", "GroupRight"]);
  return {
    kind: parts.some(({ name }) => name === "On") ? "on" : "ignoring",
    labels: labelsAfter(["On", "Ignoring"]) ?? [],
    ...(group !== undefined && { group: { side, labels: group } }),
  };
}

function shifted(of: Expression, node: SyntaxNode, reader: Reader): Expression {
  const text = node.getChild("OffsetDurationExpr");
  const seconds = text === null || reader.isMasked(text.from, text.to) ? 0 : readDuration(slice(text, reader.text));
  const selector = of.node === "range" ? of.of : of.node === "selector" ? of : undefined;
  if (selector !== undefined) {
    // The selector is known by its identity: it is completed, not copied.
    Object.assign(selector, { offsetSeconds: seconds });
  }
  return of;
}

function duration(node: SyntaxNode | null, reader: Reader): number | "$__interval" {
  return node === null || reader.isMasked(node.from, node.to) ? "$__interval" : readDuration(slice(node, reader.text));
}

function labelList(node: SyntaxNode | null, { text }: Reader): readonly string[] {
  return childrenOf(node).map((label) => {
    const name = slice(label, text);
    return name.startsWith('"') ? unquote(name) : name;
  });
}

function argumentsOf(node: SyntaxNode, reader: Reader): readonly Expression[] {
  return childrenOf(node.getChild("FunctionCallBody")).map((argument) => read(argument, reader));
}

function firstError(top: SyntaxNode): { readonly from: number } | undefined {
  let found: { readonly from: number } | undefined;
  top.cursor().iterate((node) => {
    if (node.type.isError && found === undefined) {
      found = { from: node.from };
    }
  });
  return found;
}

function readNumber(text: string): number {
  const plain = text.toLowerCase().replaceAll("_", "");
  return plain.endsWith("inf") ? Number.POSITIVE_INFINITY : /[smhdwy]$/.test(plain) ? readDuration(plain) : Number(plain);
}

function childrenOf(node: SyntaxNode | null): readonly SyntaxNode[] {
  const nodes: SyntaxNode[] = [];
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling) {
    nodes.push(child);
  }
  return nodes;
}

function only(node: SyntaxNode): SyntaxNode {
  return node.firstChild as SyntaxNode;
}

function last(node: SyntaxNode): SyntaxNode {
  return node.lastChild as SyntaxNode;
}

function slice({ from, to }: SyntaxNode, text: string): string {
  return text.slice(from, to);
}
