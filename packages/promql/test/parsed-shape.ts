import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";

/**
 * What a second parser, that of Prometheus' own editor, reads in PromQL: a list with a word in front, `["/", left, right]`,
 * in the form that {@link shapeOf} gives an expression.
 *
 * @throws Error where the parser meets an error
 */
export function parsedShape(text: string): Shape {
  const tree = parser.parse(text);
  tree.iterate({
    enter(node) {
      if (node.type.isError) {
        throw new Error(`Parse error at ${node.from} of ${text}`);
      }
    },
  });
  const top = tree.topNode.firstChild;
  if (top === null) {
    throw new Error(`Nothing to parse in ${JSON.stringify(text)}`);
  }
  return shape(top, text);
}

export type Shape = string | readonly Shape[];

type Reader = (node: SyntaxNode, text: string) => Shape;

const READERS: Readonly<Record<string, Reader>> = {
  NumberDurationLiteral: (node, text) => signed(textOf(node, text)),
  StringLiteral: textOf,
  ParenExpr: (node, text) => shape(only(node), text),
  UnaryExpr: (node, text) => {
    const [operator, of] = childrenOf(node);
    return operator && textOf(operator, text) === "+" ? shape(present(of), text) : ["-", shape(present(of), text)];
  },
  VectorSelector: (node, text) => {
    const matchers = childrenOf(node.getChild("LabelMatchers")).map((matcher): Shape => childrenOf(matcher).map((part) => textOf(part, text)));
    return ["selector", textOf(present(node.getChild("Identifier")), text), ...matchers];
  },
  OffsetExpr: (node, text) => ["offset", shape(present(node.firstChild), text), textOf(present(node.getChild("OffsetDurationExpr")), text)],
  MatrixSelector: (node, text) => ["range", shape(present(node.firstChild), text), textOf(present(node.getChild("DurationExpr")), text)],
  SubqueryExpr: (node, text) => [
    "subquery",
    shape(present(node.firstChild), text),
    ...node.getChildren("DurationExpr").map((part) => textOf(part, text)),
  ],
  FunctionCall: (node, text) => [textOf(present(node.getChild("FunctionIdentifier")), text), ...argumentsOf(node, text)],
  AggregateExpr: (node, text) => {
    const modifier = node.getChild("AggregateModifier");
    const labels = childrenOf(modifier?.getChild("GroupingLabels") ?? null).map((label) => textOf(label, text));
    const grouping: readonly Shape[] = modifier === null ? [] : [[textOf(present(modifier.firstChild), text), ...labels]];
    return [textOf(present(node.getChild("AggregateOp")), text), ...grouping, ...argumentsOf(node, text)];
  },
  BinaryExpr: (node, text) => {
    const [left, operator, ...rest] = childrenOf(node);
    const words = rest.slice(0, -1).flatMap((part): readonly Shape[] => (part.name === "BoolModifier" ? ["bool"] : matchingOf(part, text)));
    return [textOf(present(operator), text), ...words, shape(present(left), text), shape(present(rest.at(-1)), text)];
  },
};

function shape(node: SyntaxNode, text: string): Shape {
  const read = READERS[node.name];
  if (read === undefined) {
    throw new Error(`Unexpected ${node.name} in ${text}`);
  }
  return read(node, text);
}

function argumentsOf(node: SyntaxNode, text: string): readonly Shape[] {
  return childrenOf(node.getChild("FunctionCallBody")).map((argument) => shape(argument, text));
}

/** `on (a) group_left (b)` as `["on", "a"], ["group_left", "b"]`. */
function matchingOf(clause: SyntaxNode, text: string): readonly Shape[] {
  const parts = childrenOf(clause);
  return parts.flatMap((part, index): readonly Shape[] =>
    part.name === "GroupingLabels" ? [] : [[textOf(part, text), ...childrenOf(parts[index + 1] ?? null).map((label) => textOf(label, text))]],
  );
}

/** The parser takes a sign before a number for a part of it, or not, by what stands before. */
function signed(number: string): Shape {
  return number.startsWith("-") ? ["-", number.slice(1)] : number.replace(/^\+/, "");
}

function childrenOf(node: SyntaxNode | null): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling) {
    children.push(child);
  }
  return children;
}

function only(node: SyntaxNode): SyntaxNode {
  return present(node.firstChild);
}

function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) {
    throw new Error("The tree lacks a node.");
  }
  return value;
}

function textOf(node: SyntaxNode, text: string): string {
  return text.slice(node.from, node.to);
}
