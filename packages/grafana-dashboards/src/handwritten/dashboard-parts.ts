import type { Node } from "yaml";
import { child, entries, items, textOf } from "./source-file.ts";

/** What asks Prometheus something in a dashboard, in whichever schema it is written. */
export interface DashboardParts {
  /** `uid` or title. */
  readonly name: string | undefined;
  /** Of panels and annotations: nodes with `expr` and maybe `legendFormat`, with what they are of. */
  readonly queries: readonly DashboardPart[];
  /** Of drop-downs: the text of the query for their values. */
  readonly lists: readonly DashboardPart[];
  /** Every drop-down, without `$`. */
  readonly variables: readonly string[];
}

export interface DashboardPart {
  /** `Orders`, `annotation Deployments`, `variable job`. */
  readonly of: string;
  readonly node: Node;
}

/** Undefined for what is a dashboard neither in the classic schema nor a resource of schema v2. */
export function dashboardParts(root: Node | undefined): DashboardParts | undefined {
  const dashboard = child(root, "dashboard") ?? root;
  if ((child(dashboard, "panels") ?? child(dashboard, "rows")) !== undefined) {
    return classicParts(dashboard);
  }
  const spec = child(root, "spec") ?? root;
  return child(spec, "elements") === undefined ? undefined : resourceParts(spec, child(root, "metadata"));
}

function classicParts(root: Node | undefined): DashboardParts {
  const variables = items(child(child(root, "templating"), "list"));
  const annotations = items(child(child(root, "annotations"), "list"));
  return {
    name: textOf(child(root, "uid")) ?? textOf(child(root, "title")),
    queries: [
      ...panelsIn(root).flatMap((panel) => {
        const source = child(panel, "datasource");
        return parts(
          panelName(panel),
          items(child(panel, "targets")).filter((target) => isPrometheus(child(target, "datasource") ?? source)),
        );
      }),
      ...annotations.flatMap((annotation) => parts(`annotation ${textOf(child(annotation, "name"))}`, [annotation])),
    ],
    lists: variables
      .filter((variable) => textOf(child(variable, "type")) === "query" && isPrometheus(child(variable, "datasource")))
      .flatMap((variable) => {
        const own = child(variable, "query");
        return parts(`variable ${textOf(child(variable, "name"))}`, [textOf(own) === undefined ? child(own, "query") : own]);
      }),
    variables: names(variables),
  };
}

/** Panels, those inside of rows too, in both forms that rows have had. */
function panelsIn(node: Node | undefined): readonly Node[] {
  return [...items(child(node, "panels")), ...items(child(node, "rows"))].flatMap((panel) => [panel, ...panelsIn(panel)]);
}

/** A data source named by a variable or not at all may be Prometheus; one of another type is not. */
function isPrometheus(source: Node | undefined): boolean {
  const type = textOf(child(source, "type"));
  return type === undefined ? !/^-- |loki|jaeger|tempo/i.test(textOf(source) ?? "") || textOf(source) === "-- Mixed --" : type === "prometheus";
}

/** @see https://grafana.com/docs/grafana/latest/as-code/observability-as-code/schema-v2/ */
function resourceParts(spec: Node | undefined, metadata: Node | undefined): DashboardParts {
  const specs = (list: string) => items(child(spec, list)).map((one) => child(one, "spec"));
  const panels = entries(child(spec, "elements")).flatMap(([, element]) => child(element, "spec") ?? []);
  return {
    name: textOf(child(metadata, "name")) ?? textOf(child(spec, "title")),
    queries: [
      ...panels.flatMap((panel) => {
        const queries = items(child(child(child(panel, "data"), "spec"), "queries"));
        return parts(
          panelName(panel),
          queries.map((query) => prometheusQuery(child(child(query, "spec"), "query"))),
        );
      }),
      ...specs("annotations").flatMap((one) => parts(`annotation ${textOf(child(one, "name"))}`, [prometheusQuery(child(one, "query"))])),
    ],
    lists: specs("variables").flatMap((one) => {
      const query = prometheusQuery(child(one, "query"));
      return parts(`variable ${textOf(child(one, "name"))}`, [child(query, "query") ?? child(query, "__legacyStringValue")]);
    }),
    variables: names(specs("variables")),
  };
}

/** What is asked of Prometheus; before `v2beta1` the kind of a query said of whom it is asked. */
function prometheusQuery(query: Node | undefined): Node | undefined {
  const group = textOf(child(query, "group")) ?? textOf(child(query, "kind"));
  return group === "prometheus" ? child(query, "spec") : undefined;
}

function panelName(panel: Node | undefined): string {
  return textOf(child(panel, "title")) || `panel ${textOf(child(panel, "id")) ?? ""}`.trim();
}

function parts(of: string, nodes: readonly (Node | undefined)[]): readonly DashboardPart[] {
  return nodes.flatMap((node) => (node === undefined ? [] : [{ of, node }]));
}

function names(variables: readonly (Node | undefined)[]): readonly string[] {
  return variables.flatMap((variable) => textOf(child(variable, "name")) ?? []);
}
