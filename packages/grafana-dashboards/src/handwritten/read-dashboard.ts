import type { Node } from "yaml";
import type { Problem } from "../model/model.ts";
import { child, items, type ParsedFile, readSource, type SourceFile, textOf } from "./source-file.ts";

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

/** Reads the queries to Prometheus of a dashboard in Grafana's classic JSON: panels, rows, drop-downs, annotations. */
export function readDashboard(source: SourceFile): ReadDashboard {
  const nothing = { queries: [], variables: new Set<string>() };
  const read = readSource(source);
  if ("problem" in read) {
    return { ...nothing, problems: [read.problem] };
  }
  const { file } = read;
  const root = child(file.root, "dashboard") ?? file.root;
  if (root === undefined || (child(root, "panels") ?? child(root, "rows")) === undefined) {
    const place = root && file.at(root);
    const message = 'It has no "panels", so that it is no dashboard in the classic format.';
    return { ...nothing, problems: [{ check: "file-valid", severity: "error", subject: source.path, message, ...(place && { place }) }] };
  }
  const name = `dashboard ${textOf(child(root, "uid")) ?? textOf(child(root, "title")) ?? source.path}`;
  const templating = items(child(child(root, "templating"), "list"));
  const annotations = items(child(child(root, "annotations"), "list"));
  return {
    queries: [
      ...panelsIn(root).flatMap((panel) => panelQueries(panel, name, file)),
      ...templating.flatMap((variable) => variableQuery(variable, name, file)),
      ...annotations.flatMap((annotation) => query(annotation, `${name} › annotation ${textOf(child(annotation, "name"))}`, file)),
    ],
    variables: new Set(templating.flatMap((variable) => textOf(child(variable, "name")) ?? [])),
    problems: [],
  };
}

/** Panels, those inside of rows too, in both forms that rows have had. */
function panelsIn(node: Node): readonly Node[] {
  return [...items(child(node, "panels")), ...items(child(node, "rows"))].flatMap((panel) => [panel, ...panelsIn(panel)]);
}

function panelQueries(panel: Node, name: string, file: ParsedFile): readonly WrittenQuery[] {
  const source = child(panel, "datasource");
  const subject = `${name} › ${textOf(child(panel, "title")) || `panel ${textOf(child(panel, "id")) ?? ""}`.trim()}`;
  return items(child(panel, "targets")).flatMap((target) =>
    isPrometheus(child(target, "datasource") ?? source) ? query(target, subject, file) : [],
  );
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

function variableQuery(variable: Node, name: string, file: ParsedFile): readonly WrittenQuery[] {
  if (textOf(child(variable, "type")) !== "query" || !isPrometheus(child(variable, "datasource"))) {
    return [];
  }
  const own = child(variable, "query");
  const node = textOf(own) === undefined ? child(own, "query") : own;
  const text = textOf(node) ?? "";
  const [, series, label] = LABEL_VALUES.exec(text) ?? [];
  const expression = series ?? QUERY_RESULT.exec(text)?.[1];
  return node === undefined || expression === undefined || expression.trim() === ""
    ? []
    : [
        {
          subject: `${name} › variable ${textOf(child(variable, "name"))}`,
          file,
          node,
          text: expression.padStart(text.indexOf(expression) + expression.length),
          legend: "",
          ...(label !== undefined && { valuesOf: label }),
        },
      ];
}

/** A data source named by a variable or not at all may be Prometheus; one of another type is not. */
function isPrometheus(source: Node | undefined): boolean {
  const type = textOf(child(source, "type"));
  return type === undefined ? !/^-- |loki|jaeger|tempo/i.test(textOf(source) ?? "") || textOf(source) === "-- Mixed --" : type === "prometheus";
}
