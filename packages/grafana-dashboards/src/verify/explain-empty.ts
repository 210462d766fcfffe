import {
  children,
  type Expression,
  type InstantVector,
  isScalar,
  over,
  print,
  printDuration,
  type RangeVector,
  type Selector,
  seriesName,
  type VectorCall,
} from "@platform/promql";
import type { QueryAnswer } from "./prometheus-client.ts";

export interface ExplainOptions {
  /** Runs an expression over the time that is looked at. */
  readonly evaluate: (expression: Expression) => Promise<QueryAnswer>;
  /** How far back a series counts as being there. */
  readonly windowSeconds: number;
  /** Who should write a series, for the message when nobody does. */
  readonly writers: (name: string) => string;
}

const COMPARISONS: readonly string[] = ["==", "!=", ">", "<", ">=", "<="];

/**
 * Finds the innermost part of an expression that is empty although what it reads is there, and says why: the metric is
 * absent, no series has a label value, a condition holds nowhere, two sides have no labels in common.
 *
 * @param expression - one that returned nothing
 * @returns a sentence without a full stop
 */
export async function explainEmpty(expression: Expression, options: ExplainOptions): Promise<string> {
  if (expression.node === "selector") {
    return explainSelector(expression, options);
  }
  if (expression.node === "range") {
    return explainSelector(expression.of, options);
  }
  const { windowSeconds } = options;
  const operands = children(expression).filter((child): child is InstantVector | RangeVector => child.node !== "string" && !isScalar(child));
  for (const operand of isExclusion(expression) ? operands.slice(0, 1) : operands) {
    if (!(await hasData(operand, options))) {
      return explainEmpty(operand, options);
    }
  }
  return `${ownReason(expression, windowSeconds)}: ${shortened(print(expression))}`;
}

/** Why an expression is empty of which every operand has data. */
function ownReason(expression: Expression, windowSeconds: number): string {
  switch (expression.node) {
    case "binary":
      if (COMPARISONS.includes(expression.operator)) {
        return "the condition holds for no series";
      }
      return expression.operator === "unless" ? "every series is excluded" : "the two sides have no labels in common";
    case "call":
      return callReason(expression);
    default:
      return `there is nothing now, though there was in the last ${printDuration(windowSeconds)}`;
  }
}

function callReason({ function: name, args: [of] }: VectorCall): string {
  if (name === "absent" || name === "absent_over_time") {
    return "the series is not absent";
  }
  return of?.node === "range" && typeof of.range === "number"
    ? `${name} has too few samples in ${printDuration(of.range)}`
    : `${name} returns nothing`;
}

async function explainSelector(selector: Selector, options: ExplainOptions): Promise<string> {
  const name = seriesName(selector);
  const { matchers } = selector;
  for (let count = 0; count <= matchers.length; count++) {
    if (await hasData({ ...selector, matchers: matchers.slice(0, count) }, options)) {
      continue;
    }
    const matcher = matchers[count - 1];
    return matcher === undefined
      ? `${name} is absent: ${options.writers(name)}`
      : `no series of ${shortened(print({ ...selector, matchers: matchers.slice(0, count - 1) }))} has ${matcher.label}${matcher.operator}"${matcher.value}"`;
  }
  return `${print(selector)} has no sample now`;
}

/** Whether there is anything to read: of a range or a selector, any sample in the window. */
async function hasData(operand: InstantVector | RangeVector, { evaluate, windowSeconds }: ExplainOptions): Promise<boolean> {
  const selector = operand.node === "range" ? operand.of : operand;
  const asked =
    selector.node === "selector" ? over("last_over_time", selector, windowSeconds) : selector.node === "subquery" ? selector.of : selector;
  const answer = await evaluate(asked);
  return "series" in answer && answer.series > 0;
}

function isExclusion(expression: Expression): boolean {
  return expression.node === "binary" && expression.operator === "unless";
}

function shortened(text: string): string {
  return text.length > 160 ? `${text.slice(0, 157)}…` : text;
}
