import type { LabelDomains } from "@platform/metrics/define";
import type { Aggregation, Binary, Expression, InstantVector, Operand, Selector, StringLiteral, VectorCall } from "./expression.ts";
import { print } from "./print.ts";
import { rewrite } from "./rewrite.ts";
import type { SeriesDefinition } from "./series.ts";
import { children } from "./walk.ts";

/**
 * The same question about series under their present and their former names: `rate(new[5m]) or rate(old[5m])`. Where a target has both, the
 * present one counts; former labels are renamed. Where one series is read several times, as now and some time ago, all of it is asked under
 * each name, so that a number of one name is never taken from one of the other. What was never renamed stays as it is.
 */
export function readBothNames<E extends Expression>(expression: E): E | Binary;
export function readBothNames(expression: Expression): Expression {
  const renamed = selectorsBeside(expression).filter(({ series }) => series.renamedFrom !== undefined);
  const [first] = renamed;
  if (first === undefined) {
    return rewrite(expression, { aggregation: insideAggregation });
  }
  const isReadSeveralTimes = new Set(renamed.map(print)).size > 1 && renamed.every(({ series }) => series === first.series);
  return isReadSeveralTimes && expression.node !== "range" && expression.node !== "subquery"
    ? either(rewrite(expression, { aggregation: insideAggregation }) as InstantVector, formerOf(expression) as InstantVector, first.series)
    : readEach(expression);
}

/** Series under their former name and with their former labels; undefined where these are the present ones. */
export function formerSeries(series: SeriesDefinition): SeriesDefinition | undefined {
  if (series.renamedFrom === undefined) {
    return undefined;
  }
  const { renamedFrom, ...rest } = series;
  const labels = Object.fromEntries(Object.entries(series.labels).map(([label, domain]) => [formerLabel(series, label), domain])) as LabelDomains;
  return { ...rest, name: renamedFrom.name, labels } as SeriesDefinition;
}

/** Asks where a selector stands; absence is absence under both names. */
function readEach(expression: Expression): Expression {
  switch (expression.node) {
    case "selector":
      return either(expression, formerOf(expression), expression.series);
    case "call": {
      const selector = selectorOf(expression);
      if (selector === undefined) {
        return { ...expression, args: expression.args.map((arg) => (arg.node === "string" ? arg : readBothNames(arg))) };
      }
      const operator = expression.function.startsWith("absent") ? "and" : "or";
      return either(expression, formerOf(expression), selector.series, operator);
    }
    case "scalar-call":
      return { ...expression, args: expression.args.map((arg) => readBothNames(arg) as InstantVector) };
    case "subquery":
      return { ...expression, of: readBothNames(expression.of) };
    case "negation":
      return { ...expression, of: readBothNames(expression.of) as Operand };
    case "binary":
      return { ...expression, left: readBothNames(expression.left) as Operand, right: readBothNames(expression.right) as Operand };
    default:
      return rewrite(expression, { aggregation: insideAggregation });
  }
}

function insideAggregation(aggregation: Aggregation): Aggregation {
  const of = readBothNames(aggregation.of);
  return of === aggregation.of ? aggregation : { ...aggregation, of };
}

/** Every selector that is not inside of an aggregation: series of one are not those of another any more. */
function selectorsBeside(expression: Expression | StringLiteral): readonly Selector[] {
  if (expression.node === "selector") {
    return [expression];
  }
  return expression.node === "aggregation" ? [] : children(expression).flatMap(selectorsBeside);
}

/** The selector that a function reads over a range, or whose absence it tells. */
function selectorOf({ function: name, args }: VectorCall): Selector | undefined {
  const [ranged] = args.filter((arg) => arg.node === "range");
  const [vector] = args;
  return ranged?.of ?? (name === "absent" && vector?.node === "selector" ? vector : undefined);
}

function formerOf<E extends Expression>(expression: E): E {
  return rewrite(expression, { aggregation: insideAggregation, selector: formerSelector });
}

function formerSelector(selector: Selector): Selector {
  const series = formerSeries(selector.series);
  const matchers = selector.matchers.map((matcher) => ({ ...matcher, label: formerLabel(selector.series, matcher.label) }));
  return series === undefined ? selector : { ...selector, series, matchers };
}

function either(present: InstantVector, former: InstantVector, series: SeriesDefinition, operator: "or" | "and" = "or"): InstantVector {
  return formerSeries(series) === undefined ? present : { node: "binary", operator, left: present, right: relabelled(former, series) };
}

/** With the present names of its labels, each former one emptied, which for Prometheus is to have none. */
function relabelled(former: InstantVector, series: SeriesDefinition): InstantVector {
  return Object.entries(formerLabels(series)).reduce<InstantVector>(
    (of, [label, old]) => replace(replace(of, label, "$1", old, "(.*)"), old, "", old, ".*"),
    former,
  );
}

function replace(of: InstantVector, target: string, replacement: string, source: string, pattern: string): VectorCall {
  const texts = [target, replacement, source, pattern].map((value): StringLiteral => ({ node: "string", value }));
  return { node: "call", function: "label_replace", args: [of, ...texts] };
}

function formerLabel(series: SeriesDefinition, label: string): string {
  return formerLabels(series)[label] ?? label;
}

function formerLabels({ renamedFrom }: SeriesDefinition): Readonly<Record<string, string>> {
  return renamedFrom !== undefined && "labels" in renamedFrom ? (renamedFrom.labels ?? {}) : {};
}
