import { type Expression, printDuration, seriesName, walk } from "@platform/promql";
import type { ExpressionUse } from "../catalog/expression-uses.ts";
import type { Resolver } from "../catalog/resolver.ts";
import type { Check } from "./checks.ts";

/** Two samples make a rate; four leave room for two scrapes that fail. */
const SCRAPES = 4;

/** A record is written by a rule, which misses no evaluation as a scrape does. */
const EVALUATIONS = 2;

const DAY = 86_400;

/** A range that holds too few samples to say anything, or reaches behind what Prometheus keeps. */
export const rangeLength: Check = (model, { resolver, uses }) => {
  const retentionSeconds = model.platform.prometheus.retentionDays * DAY;
  return uses.flatMap((use) => {
    const messages = walk(use.expression).flatMap((node) => [
      ...tooShort(node as Expression, use, resolver),
      ...tooLong(node as Expression, retentionSeconds),
    ]);
    return [...new Set(messages)].map((message) => ({ severity: "error", subject: use.subject, message, place: use.place }) as const);
  });
};

/** Ranges of an expression that hold too few samples; each once. */
export function shortRanges(use: ExpressionUse, resolver: Resolver): readonly string[] {
  return [...new Set(walk(use.expression).flatMap((node) => tooShort(node as Expression, use, resolver)))];
}

function tooShort(node: Expression, { scope }: ExpressionUse, resolver: Resolver): readonly string[] {
  if (node.node !== "range" || typeof node.range !== "number") {
    return [];
  }
  const { sources } = resolver.resolve(node.of, scope);
  const samples = node.of.series.kind === "record" ? EVALUATIONS : SCRAPES;
  const atLeast = samples * Math.max(0, ...sources.map(({ intervalSeconds }) => intervalSeconds));
  return node.range < atLeast
    ? [`The range of ${printDuration(node.range)} of ${seriesName(node.of)} is under ${printDuration(atLeast)}, in which ${samples} samples come.`]
    : [];
}

function tooLong(node: Expression, retentionSeconds: number): readonly string[] {
  const reach = reachSeconds(node);
  return reach > retentionSeconds ? [`It reads ${printDuration(reach)} back; Prometheus keeps ${printDuration(retentionSeconds)}.`] : [];
}

function reachSeconds(node: Expression): number {
  switch (node.node) {
    case "selector":
      return node.offsetSeconds ?? 0;
    case "range":
      return (typeof node.range === "number" ? node.range : 0) + (node.of.offsetSeconds ?? 0);
    case "subquery":
      return typeof node.range === "number" ? node.range : 0;
    default:
      return 0;
  }
}
