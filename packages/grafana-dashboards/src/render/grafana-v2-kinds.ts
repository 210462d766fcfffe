import type { AnnotationQueryKind, DataQueryKind, PanelKind, VariableKind } from "@grafana/schema/apis/dashboard.grafana.app/v2";
import type { AnnotationJson, Json, PanelJson, VariableJson } from "./grafana-json.ts";

/** Version of the queries of a data source, until it has another. */
const QUERY_VERSION = "v0";

/** A panel: what it asks and how it is drawn, without its place. */
export function panelKind({
  id = 0,
  title = "",
  description = "",
  type,
  links = [],
  targets = [],
  transformations = [],
  ...panel
}: PanelJson): Json<PanelKind> {
  return {
    kind: "Panel",
    spec: {
      id,
      title,
      description,
      links: links.map(({ title, url = "", targetBlank }) => ({ title, url, targetBlank })),
      data: {
        kind: "QueryGroup",
        spec: {
          queries: targets.map(({ refId, datasource: _, ...spec }) => ({
            kind: "PanelQuery",
            spec: { refId: String(refId), hidden: false, query: prometheusQuery(spec) },
          })),
          transformations: transformations.map(({ id, options }) => ({ kind: "Transformation", group: id, spec: { options } })),
          queryOptions: {},
        },
      },
      vizConfig: { kind: "VizConfig", group: type, version: "", spec: { options: panel.options, fieldConfig: panel.fieldConfig } },
    },
  };
}

export function variableKind(variable: VariableJson): Json<VariableKind> {
  const { name, label = "", query } = variable;
  const common = {
    name,
    label,
    regex: "",
    hide: variable.hide === 2 ? "hideVariable" : "dontHide",
    skipUrlSync: variable.skipUrlSync ?? false,
    current: { text: [...valuesOf(variable.current?.text)], value: [...valuesOf(variable.current?.value)] },
    options: [],
    multi: variable.multi ?? false,
    includeAll: variable.includeAll ?? false,
    allowCustomValue: true,
  } as const;
  return variable.type === "datasource"
    ? {
        kind: "DatasourceVariable",
        spec: { ...common, current: { text: "default", value: "default" }, pluginId: String(query), refresh: "onDashboardLoad" },
      }
    : {
        kind: "QueryVariable",
        spec: {
          ...common,
          query: prometheusQuery(query as Readonly<Record<string, unknown>>),
          definition: variable.definition ?? "",
          refresh: "onTimeRangeChanged",
          sort: "alphabeticalAsc",
          allValue: variable.allValue ?? ".+",
        },
      };
}

/** What people write on a dashboard by hand is asked of Grafana itself. */
export function annotationKind({
  name,
  enable,
  hide = false,
  iconColor,
  builtIn,
  expr,
  step,
  titleFormat,
  textFormat,
}: AnnotationJson): Json<AnnotationQueryKind> {
  const query: Json<DataQueryKind> =
    builtIn === 1
      ? { kind: "DataQuery", group: "grafana", version: QUERY_VERSION, datasource: { name: "-- Grafana --" }, spec: {} }
      : prometheusQuery({ refId: "Anno", expr, interval: step });
  return {
    kind: "AnnotationQuery",
    spec: {
      name: name ?? "",
      enable: enable ?? true,
      hide,
      iconColor: iconColor ?? "",
      query,
      ...(builtIn === 1 ? { builtIn: true } : { legacyOptions: { expr, step, titleFormat, textFormat, useValueForTime: false } }),
    },
  };
}

/** Of the data source that the reader has chosen in the first drop-down. */
function prometheusQuery(spec: Readonly<Record<string, unknown>>): Json<DataQueryKind> {
  return { kind: "DataQuery", group: "prometheus", version: QUERY_VERSION, datasource: { name: "${datasource}" }, spec };
}

function valuesOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === "string" ? [value] : value;
}
