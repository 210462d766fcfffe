import { type Expression, type ExpressionUnit, unitOf } from "@platform/promql";
import type { Link, Panel, PanelKind, PanelOptions, Query, Threshold } from "../model/model.ts";

/** Columns of 24 and grid rows of 30 pixels that a panel takes unless it says otherwise. */
const SIZE: Readonly<Record<PanelKind, { readonly width: number; readonly height: number }>> = {
  stat: { width: 4, height: 4 },
  timeseries: { width: 12, height: 8 },
  table: { width: 24, height: 9 },
  "bar-gauge": { width: 12, height: 8 },
  heatmap: { width: 12, height: 8 },
  "state-timeline": { width: 24, height: 6 },
  pie: { width: 8, height: 8 },
  text: { width: 24, height: 3 },
};

const PLAIN: ExpressionUnit = { unit: "count", perSecond: false };

export interface QueryOptions {
  readonly legend: string;
  /** Default false. */
  readonly instant?: boolean;
  /** Default false. */
  readonly exemplars?: boolean;
}

/** A query that shows an expression, in the unit that its arithmetic gives. */
export function show(expression: Expression, { legend, instant = false, exemplars = false }: QueryOptions): Query {
  return { expression, unit: unitOf(expression), legend, instant, exemplars };
}

export interface PanelDraft {
  readonly title: string;
  readonly description: string;
  readonly queries: readonly Query[];
  /** Default by kind. */
  readonly width?: number;
  /** Default by kind. */
  readonly height?: number;
  readonly thresholds?: readonly Threshold[];
  readonly options?: PanelOptions;
  readonly links?: readonly Link[];
  readonly mayBeEmpty?: string;
}

export function panel(
  kind: PanelKind,
  { title, description, queries, width, height, thresholds = [], options = {}, links = [], mayBeEmpty }: PanelDraft,
): Panel {
  return {
    kind,
    title,
    description,
    width: width ?? SIZE[kind].width,
    height: height ?? SIZE[kind].height,
    unit: queries[0]?.unit ?? PLAIN,
    queries,
    thresholds,
    options,
    links,
    ...(mayBeEmpty !== undefined && { mayBeEmpty }),
  };
}
