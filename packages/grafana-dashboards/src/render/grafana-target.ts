import type { PanelKind, Query } from "../model/model.ts";
import type { TargetJson } from "./grafana-json.ts";
import { printForGrafana } from "./grafana-query.ts";

/** The data source that the reader has chosen in the first drop-down. */
export const DATASOURCE = { type: "prometheus", uid: "${datasource}" } as const;

const FORMAT: Partial<Record<PanelKind, TargetJson["format"]>> = { table: "table", heatmap: "heatmap" };

export function target(query: Query, kind: PanelKind, index: number): TargetJson {
  return {
    refId: refId(index),
    datasource: DATASOURCE,
    editorMode: "code",
    expr: printForGrafana(query.expression),
    legendFormat: query.legend,
    format: FORMAT[kind] ?? "time_series",
    instant: query.instant,
    range: !query.instant,
    exemplar: query.exemplars,
    ...(query.minStepSeconds !== undefined && { interval: `${query.minStepSeconds}s` }),
  };
}

/** A, B, … Z, AA, AB, … as Grafana counts. */
export function refId(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : `${refId(Math.floor(index / 26) - 1)}${letter}`;
}
