import { type Expression, type ExpressionUnit, unitOf } from "@platform/promql";
import type { Panel, PanelKind, Query } from "../model/model.ts";

/** Columns of 24 and grid rows of 30 pixels that a panel takes unless it says otherwise. */
const SIZE: Readonly<Record<PanelKind, { readonly width: number; readonly height: number }>> = {
  stat: { width: 4, height: 4 },
  timeseries: { width: 12, height: 8 },
  table: { width: 24, height: 9 },
  "bar-gauge": { width: 12, height: 8 },
  heatmap: { width: 12, height: 8 },
  "state-timeline": { width: 24, height: 6 },
  pie: { width: 8, height: 8 },
  map: { width: 12, height: 10 },
};

const PLAIN: ExpressionUnit = { unit: "count", perSecond: false };

/** A query that shows an expression over time, in the unit that its arithmetic gives. */
export function show(expression: Expression, legend: string, options: Partial<Pick<Query, "exemplars" | "minStepSeconds">> = {}): Query {
  return { expression, unit: unitOf(expression), legend, instant: false, exemplars: false, ...options };
}

/** A query that shows an expression's value now, in the unit that its arithmetic gives. */
export function showNow(expression: Expression, legend: string): Query {
  return { expression, unit: unitOf(expression), legend, instant: true, exemplars: false };
}

/** Grid rows of a table of some lines: 36 pixels each, with its title and header. */
export function tableHeight(lines: number): number {
  return Math.min(20, Math.ceil((Math.max(lines, 1) * 36 + 84) / 30));
}

/** What a panel must say; the rest has defaults, the size by kind. */
export type PanelDraft = Pick<Panel, "title" | "description" | "queries"> & Partial<Omit<Panel, "kind" | "unit">>;

export function panel(kind: PanelKind, draft: PanelDraft): Panel {
  return { kind, ...SIZE[kind], unit: draft.queries[0]?.unit ?? PLAIN, thresholds: [], options: {}, links: [], ...draft };
}
