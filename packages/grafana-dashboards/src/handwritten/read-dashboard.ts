import type { Node } from "yaml";
import type { Problem } from "../model/model.ts";
import { dashboardParts } from "./dashboard-parts.ts";
import { child, type ParsedFile, readSource, type SourceFile, textOf } from "./source-file.ts";

/** A query of a dashboard, before it is read. */
export interface WrittenQuery {
  /** `dashboard checkout › Orders`. */
  readonly subject: string;
  readonly file: ParsedFile;
  readonly node: Node;
  readonly text: string;
  /** Texts that read labels of the answer, `{{http_route}}`. */
  readonly legend: string;
  /** Label whose values a drop-down lists. */
  readonly valuesOf?: string;
}

export interface ReadDashboard {
  readonly queries: readonly WrittenQuery[];
  /** Drop-downs, without `$`. */
  readonly variables: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

/** `label_values(up{job="a"}, instance)`, `query_result(…)`: https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/ */
const LABEL_VALUES = /^\s*label_values\((?:([\s\S]*),)?\s*([a-zA-Z_]\w*)\s*\)\s*$/;
const QUERY_RESULT = /^\s*query_result\(([\s\S]*)\)\s*$/;

/** Reads the queries to Prometheus of a dashboard in Grafana's classic JSON or its schema v2: panels, rows, drop-downs, annotations. */
export function readDashboard(source: SourceFile): ReadDashboard {
  const nothing = { queries: [], variables: new Set<string>() };
  const read = readSource(source);
  if ("problem" in read) {
    return { ...nothing, problems: [read.problem] };
  }
  const { file } = read;
  const { root } = file;
  const parts = dashboardParts(root);
  if (parts === undefined) {
    const place = root && file.at(root);
    const message = 'It has neither "panels" nor the "elements" of schema v2, so that it is no dashboard.';
    return { ...nothing, problems: [{ check: "file-valid", severity: "error", subject: source.path, message, ...(place && { place }) }] };
  }
  const name = `dashboard ${parts.name ?? source.path}`;
  return {
    queries: [
      ...parts.queries.flatMap(({ of, node }) => query(node, `${name} › ${of}`, file)),
      ...parts.lists.flatMap(({ of, node }) => listQuery(node, `${name} › ${of}`, file)),
    ],
    variables: new Set(parts.variables),
    problems: [],
  };
}

function query(node: Node, subject: string, file: ParsedFile): readonly WrittenQuery[] {
  const expr = child(node, "expr");
  const text = textOf(expr);
  if (expr === undefined || text === undefined || text.trim() === "") {
    return [];
  }
  const legend = textOf(child(node, "legendFormat")) ?? "";
  return [{ subject, file, node: expr, text, legend: legend === "__auto" ? "" : legend }];
}

function listQuery(node: Node, subject: string, file: ParsedFile): readonly WrittenQuery[] {
  const text = textOf(node) ?? "";
  const [, series, label] = LABEL_VALUES.exec(text) ?? [];
  const expression = series ?? QUERY_RESULT.exec(text)?.[1];
  if (expression === undefined || expression.trim() === "") {
    return [];
  }
  const padded = expression.padStart(text.indexOf(expression) + expression.length);
  return [{ subject, file, node, text: padded, legend: "", ...(label !== undefined && { valuesOf: label }) }];
}
