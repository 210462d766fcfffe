import type { DefinitionPlace } from "@platform/metrics/define";
import { type Expression, type Matcher, type SeriesDefinition, seriesName } from "@platform/promql";
import { type QueryError, readPromql } from "../handwritten/read-promql.ts";

/** One place at which a query reads a metric. */
export interface MetricUse {
  /** As Prometheus stores it: `http_request_duration_seconds_bucket`. */
  readonly series: string;
  /** Functions around it, the innermost first. */
  readonly functions: readonly string[];
  /** Labels that its matchers name, with the values that these list; none where a variable or a pattern stands. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  readonly character: number;
}

/** A text that reads metrics, where it stands. */
export interface Asking {
  /** `alert HighErrorRate`, `dashboard checkout › Orders`. */
  readonly subject: string;
  readonly text: string;
  readonly place: (character: number) => DefinitionPlace;
}

interface Context {
  readonly functions: readonly string[];
  readonly labels: readonly string[];
}

/** Every metric that a query reads, with what is done with it. */
export function metricUses(text: string): readonly MetricUse[] | QueryError {
  const query = readPromql(text, (name) => ({ series: unknownSeries(name ?? ""), part: "value" }));
  if ("message" in query) {
    return query;
  }
  const uses: MetricUse[] = [];
  const visit = (node: Expression, context: Context): void => {
    switch (node.node) {
      case "selector": {
        const character = query.selectors.get(node);
        if (character !== undefined) {
          const labels = new Map([...context.labels.map((label) => [label, []] as const), ...node.matchers.map(listed)]);
          uses.push({ series: seriesName(node), functions: context.functions, labels, character });
        }
        break;
      }
      case "range":
      case "subquery":
      case "negation":
        visit(node.of, context);
        break;
      case "aggregation":
        visit(node.of, { functions: [node.operator, ...context.functions], labels: [...context.labels, ...(node.grouping?.labels ?? [])] });
        break;
      case "call":
      case "scalar-call": {
        const inner = { ...context, functions: [node.function, ...context.functions] };
        for (const argument of node.args) {
          if (argument.node !== "string") {
            visit(argument, inner);
          }
        }
        break;
      }
      case "binary": {
        const labels = [...context.labels, ...(node.matching?.labels ?? [])];
        visit(node.left, { ...context, labels });
        visit(node.right, { ...context, labels });
        break;
      }
      default:
        break;
    }
  };
  visit(query.expression, { functions: [], labels: [] });
  return uses;
}

function unknownSeries(name: string): SeriesDefinition {
  return { kind: "record", name, help: "", unit: "count", labels: {} };
}

/** `a|b` lists two values; any other pattern, a variable and what is excluded list none. */
function listed({ label, operator, value }: Matcher): readonly [string, readonly string[]] {
  const isList = operator === "=" || (operator === "=~" && /^[\w/ :-]+(?:\|[\w/ :-]+)*$/.test(value));
  return [label, isList && !value.includes("$") && value !== "" ? value.split(operator === "=" ? "\n" : "|") : []];
}
