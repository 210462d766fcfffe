import { binary, offset, over } from "@platform/promql";
import type { PanelKind, Query } from "../model/model.ts";
import type { TargetJson } from "./grafana-json.ts";
import { printForGrafana } from "./grafana-query.ts";

/** The data source that the reader has chosen in the first drop-down. */
export const DATASOURCE = { type: "prometheus", uid: "${datasource}" } as const;

const FORMAT: Partial<Record<PanelKind, TargetJson["format"]>> = { table: "table", map: "table", heatmap: "heatmap" };

export function target(query: Query, kind: PanelKind, index: number): TargetJson {
  return {
    refId: refId(index),
    datasource: DATASOURCE,
    editorMode: "code",
    expr: printForGrafana(withExemplars(query)),
    legendFormat: query.legend,
    format: FORMAT[kind] ?? "time_series",
    instant: query.instant,
    range: !query.instant,
    exemplar: query.exemplars,
    ...(query.minStepSeconds !== undefined && { interval: `${query.minStepSeconds}s` }),
  };
}

/** Longer than any Prometheus keeps: a range that far back has no sample, and costs nothing. */
const NEVER_SECONDS = 100 * 365 * 86_400;

/**
 * Prometheus returns the exemplars of every series that an expression names. A record has none, so that the series it was made from are named
 * beside it, at a time from which there is no sample.
 */
export function withExemplars({ expression, exemplarsOf }: Query): Query["expression"] {
  if (exemplarsOf === undefined || expression.node === "range" || expression.node === "subquery") {
    return expression;
  }
  const named = over("rate", offset(exemplarsOf, NEVER_SECONDS), "$__rate_interval");
  return binary(expression, "unless", named, { matching: { kind: "on", labels: [] } });
}

/** A, B, … Z, AA, AB, … as Grafana counts. */
export function refId(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : `${refId(Math.floor(index / 26) - 1)}${letter}`;
}
