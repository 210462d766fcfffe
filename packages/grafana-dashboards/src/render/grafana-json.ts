import type * as schema from "@grafana/schema";
import type { Options as BarGaugeOptions } from "@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen";
import type { Options as MapOptions } from "@grafana/schema/dist/esm/raw/composable/geomap/panelcfg/x/GeomapPanelCfg_types.gen";
import type { Options as HeatmapOptions } from "@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen";
import type { Options as PieOptions } from "@grafana/schema/dist/esm/raw/composable/piechart/panelcfg/x/PieChartPanelCfg_types.gen";
import type { Options as StatOptions } from "@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen";
import type {
  FieldConfig as TimelineFields,
  Options as TimelineOptions,
} from "@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen";
import type {
  FieldConfig as TableFields,
  Options as TableOptions,
} from "@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen";
import type {
  FieldConfig as TimeseriesFields,
  Options as TimeseriesOptions,
} from "@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen";

/** A type of Grafana's schema as JSON has it: an enumeration is the text or number that it stands for. */
export type Json<T> = T extends string
  ? `${T}`
  : T extends number
    ? `${T}` extends `${infer N extends number}`
      ? N
      : number
    : T extends boolean | null | undefined
      ? T
      : unknown extends T
        ? T
        : { readonly [K in keyof T]: Json<T[K]> };

export type DashboardJson = Json<Omit<schema.Dashboard, "panels" | "annotations">> & {
  readonly panels: readonly (PanelJson | RowJson)[];
  readonly annotations: { readonly list: readonly AnnotationJson[] };
};
export type RowJson = Json<Omit<schema.RowPanel, "panels">> & { readonly panels: readonly PanelJson[] };
export type PanelJson = Json<Omit<schema.Panel, "fieldConfig" | "options">> & {
  readonly fieldConfig: FieldConfigJson;
  readonly options: PanelOptionsJson[keyof PanelOptionsJson];
};
export type VariableJson = Json<schema.VariableModel> & { readonly definition?: string };
export type AnnotationJson = Json<Omit<schema.AnnotationQuery, "target" | "snapshotData">> & Partial<PromAnnotationJson>;
export type FieldConfigJson = Json<Omit<schema.FieldConfigSource, "defaults">> & { readonly defaults: FieldJson };
export type FieldJson = Json<Omit<schema.FieldConfig, "custom" | "links">> & {
  readonly custom?: FieldOptionsJson[keyof FieldOptionsJson];
  readonly links?: readonly DataLinkJson[];
};
export type OverrideJson = FieldConfigJson["overrides"][number];
export type MappingJson = Json<schema.ValueMapping>;
export type LinkJson = Json<schema.DashboardLink>;
export type TransformationJson = Json<schema.DataTransformerConfig>;

/** Options of a panel, by Grafana's name of the panel. */
export interface PanelOptionsJson {
  readonly bargauge: Json<BarGaugeOptions>;
  readonly geomap: Json<MapOptions>;
  readonly heatmap: Json<HeatmapOptions>;
  readonly piechart: Json<PieOptions>;
  readonly stat: Json<StatOptions>;
  readonly "state-timeline": Json<TimelineOptions>;
  readonly table: Json<TableOptions>;
  readonly timeseries: Json<TimeseriesOptions>;
}

/** Options of a field that only some panels know. */
export interface FieldOptionsJson {
  readonly "state-timeline": Json<TimelineFields>;
  readonly table: Json<Partial<TableFields>>;
  readonly timeseries: Json<TimeseriesFields>;
}

/** Opened by a click on a value. */
export interface DataLinkJson {
  readonly title: string;
  readonly url: string;
  readonly targetBlank?: boolean;
}

/** What the Prometheus data source adds to an annotation; its schema is not part of the package. */
export interface PromAnnotationJson {
  readonly expr: string;
  readonly step: string;
  readonly titleFormat: string;
  readonly textFormat: string;
  readonly useValueForTime: boolean;
}

/** A query of the Prometheus data source. */
export interface TargetJson {
  readonly refId: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly editorMode: "code";
  readonly expr: string;
  readonly legendFormat: string;
  readonly format: "time_series" | "table" | "heatmap";
  readonly instant: boolean;
  readonly range: boolean;
  readonly exemplar: boolean;
  /** Least step. */
  readonly interval?: string;
}
