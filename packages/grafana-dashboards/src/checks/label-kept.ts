import { isOpen } from "@platform/metrics/define";
import {
  type Aggregation,
  type Binary,
  type Expression,
  isScalar,
  type KnownLabels,
  labelsOf,
  selectorsOf,
  seriesName,
  type VectorCall,
  walk,
} from "@platform/promql";
import type { ExpressionUse } from "../catalog/expression-uses.ts";
import type { Resolver } from "../catalog/resolver.ts";
import type { Check } from "./checks.ts";
import { labelsAtMost } from "./labels-at-most.ts";

/** A label that is grouped by, joined on, or shown to a reader, and that is not there any more: it is empty in every answer. */
export const labelKept: Check = (_model, { resolver, uses }) =>
  uses.flatMap((use) => {
    const messages = lostLabels(use, resolver);
    return messages.map((message) => ({ severity: "error" as const, subject: use.subject, message, place: use.place }));
  });

/** What an expression, or what reads its answer, asks of labels that are not there; each once. */
export function lostLabels(use: ExpressionUse, resolver: Resolver): readonly string[] {
  const expression = resolver.resolved(use.expression, use.scope);
  const labels = labelReader();
  return [
    ...new Set([
      ...lostInside(expression, labels),
      ...(use.reads.length === 0 ? [] : lostToReaders(use, resolver.labels(use.expression, use.scope))),
    ]),
  ];
}

/** Finds the labels of an expression and of each of its parts, each once. */
type LabelReader = (part: Expression) => KnownLabels;

function labelReader(): LabelReader {
  const known = new Map<Expression, KnownLabels>();
  return (part) => labelsOf(part, known);
}

function lostToReaders({ reads }: ExpressionUse, kept: KnownLabels): readonly string[] {
  return reads
    .filter(({ label }) => !kept.has(label))
    .map(({ label, where }) => `${where} reads "${label}", which the query does not keep; it keeps ${listed(kept)}.`);
}

function lostInside(expression: Expression, labels: LabelReader): readonly string[] {
  return walk(expression).flatMap((node) => {
    switch (node.node) {
      case "aggregation":
        return lostByAggregation(node, labels);
      case "binary":
        return node.matching?.kind === "on" ? lostByJoin(node, labels) : lostByJoinOnAll(node, labels);
      case "call":
        return lostBounds(node);
      default:
        return [];
    }
  });
}

function lostByAggregation({ operator, of, grouping }: Aggregation, labels: LabelReader): readonly string[] {
  if (grouping?.kind !== "by") {
    return [];
  }
  const kept = labels(of);
  return grouping.labels
    .filter((label) => !kept.has(label))
    .map((label) => `${operator} by (${label}) groups by a label that is not there; there is ${listed(kept)}.`);
}

function lostByJoin({ operator, left, right, matching }: Binary, labels: LabelReader): readonly string[] {
  if (matching?.kind !== "on") {
    return [];
  }
  const [leftLabels, rightLabels] = [labels(left), labels(right)];
  const unmatched = matching.labels
    .filter((label) => !(leftLabels.has(label) && rightLabels.has(label)))
    .map((label) => `${operator} on (${label}) joins on a label that the ${leftLabels.has(label) ? "right" : "left"} side does not have.`);
  const one = matching.group?.side === "left" ? rightLabels : leftLabels;
  const copied = (matching.group?.labels ?? []).filter((label) => !one.has(label));
  return [...unmatched, ...copied.map((label) => `group_${matching.group?.side} (${label}) copies a label that the other side does not have.`)];
}

/** A join that names no labels is on all of them, but for those that it ignores: a label that one side alone has keeps the two from ever meeting. */
function lostByJoinOnAll({ operator, left, right, matching }: Binary, labels: LabelReader): readonly string[] {
  if (operator === "or" || isScalar(left) || isScalar(right)) {
    return [];
  }
  const ignored = matching?.labels ?? [];
  const lost = (having: Expression, lacking: Expression, side: "left" | "right") => {
    const atMost = labelsAtMost(lacking);
    const only = atMost === undefined ? [] : surelyHad(having, labels).filter((label) => !atMost.has(label) && !ignored.includes(label));
    const all = ignored.length === 0 ? "all labels" : "all labels but those ignored";
    return only.length === 0
      ? []
      : [
          `${operator} joins on ${all}, and the ${side} side does not have ${only.join(", ")}: no series of the two meet. Join on (…) what both have.`,
        ];
  };
  return [...lost(left, right, "right"), ...lost(right, left, "left")];
}

/** Labels that every series of an answer has, and none empty: not one that a matcher or a function may have left empty. */
function surelyHad(expression: Expression, labels: LabelReader): readonly string[] {
  const doubtful = new Set(
    walk(expression).flatMap((node) => {
      if (node.node === "selector") {
        return node.matchers.filter(({ operator }) => operator !== "=").map(({ label }) => label);
      }
      const [, target] = node.node === "call" && (node.function === "label_replace" || node.function === "label_join") ? node.args : [];
      return target?.node === "string" ? [target.value] : [];
    }),
  );
  return [...labels(expression)].flatMap(([label, domain]) => {
    const canBeEmpty = domain !== undefined && !isOpen(domain) && domain.includes("");
    return canBeEmpty || doubtful.has(label) ? [] : [label];
  });
}

/** The quantile of buckets whose bounds were summed away is nothing at all. */
function lostBounds({ function: name, args }: VectorCall): readonly string[] {
  const [, of] = args;
  if (name !== "histogram_quantile" || of === undefined || of.node === "string") {
    return [];
  }
  const readsBuckets = selectorsOf(of).some((selector) => seriesName(selector).endsWith("_bucket"));
  return readsBuckets && labelsAtMost(of)?.has("le") === false
    ? ['histogram_quantile reads "le", which the buckets have lost: group by (le, …) before it.']
    : [];
}

function listed(labels: KnownLabels): string {
  return labels.size === 0 ? "none" : [...labels.keys()].join(", ");
}
