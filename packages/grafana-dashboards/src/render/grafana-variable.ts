import { labelsOf } from "@platform/promql";
import type { Annotation, Variable } from "../model/model.ts";
import type { AnnotationJson, VariableJson } from "./grafana-json.ts";
import { printForGrafana } from "./grafana-query.ts";
import { DATASOURCE } from "./grafana-target.ts";

/** First of all drop-downs: every query, and every other drop-down, reads the data source chosen here. */
export const DATASOURCE_VARIABLE: VariableJson = {
  name: "datasource",
  label: "Data source",
  type: "datasource",
  query: "prometheus",
  regex: "",
  hide: 0,
  includeAll: false,
  multi: false,
  refresh: 1,
  current: { text: "default", value: "default" },
  options: [],
};

/** A drop-down with only one possible value is hidden, and a link from another dashboard cannot change it. */
export function variableJson({ name, label, all, valuesOf, from }: Variable): VariableJson {
  const query = `label_values(${printForGrafana(from)}, ${valuesOf})`;
  const domain = labelsOf(from).get(valuesOf);
  const only = Array.isArray(domain) && domain.length === 1;
  const current = all ? { text: ["All"], value: ["$__all"] } : Array.isArray(domain) ? { text: [...domain], value: [...domain] } : undefined;
  return {
    name,
    label,
    type: "query",
    datasource: DATASOURCE,
    definition: query,
    query: { qryType: 1, query, refId: "PrometheusVariableQueryEditor-VariableQuery" },
    regex: "",
    sort: 1,
    refresh: 2,
    multi: true,
    includeAll: all,
    allValue: ".+",
    hide: only ? 2 : 0,
    skipUrlSync: only,
    ...(current !== undefined && { current: { selected: true, ...current } }),
    options: [],
  };
}

/** Kept by Grafana in every dashboard: what people have written on it by hand. */
export const BUILT_IN_ANNOTATION: AnnotationJson = {
  name: "Annotations & Alerts",
  builtIn: 1,
  datasource: { type: "grafana", uid: "-- Grafana --" },
  enable: true,
  hide: true,
  iconColor: "rgba(0, 211, 255, 1)",
  type: "dashboard",
};

export function annotationJson({ name, expression, title, text, color }: Annotation): AnnotationJson {
  return {
    name,
    datasource: DATASOURCE,
    enable: true,
    hide: false,
    iconColor: color,
    expr: printForGrafana(expression),
    step: "60s",
    titleFormat: title,
    textFormat: text,
    useValueForTime: false,
  };
}
