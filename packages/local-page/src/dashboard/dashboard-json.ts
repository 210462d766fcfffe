/**
 * The part of Grafana's classic dashboard schema that this page draws.
 *
 * @see https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 */
export interface DashboardJson {
  readonly uid: string;
  readonly title: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  /** `30s`; empty for never. */
  readonly refresh?: string | false;
  readonly time?: { readonly from: string; readonly to: string };
  readonly links?: readonly LinkJson[];
  readonly templating?: { readonly list?: readonly VariableJson[] };
  readonly annotations?: { readonly list?: readonly AnnotationJson[] };
  readonly panels?: readonly PanelJson[];
}

export interface LinkJson {
  readonly type: string;
  readonly title: string;
  readonly url?: string;
  readonly tags?: readonly string[];
  readonly asDropdown?: boolean;
  readonly keepTime?: boolean;
  readonly includeVars?: boolean;
}

export interface VariableJson {
  readonly name: string;
  readonly label?: string;
  readonly type: string;
  /** 0 shown, 1 without label, 2 hidden. */
  readonly hide?: number;
  readonly query?: string | { readonly query?: string };
  readonly definition?: string;
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string | null;
  readonly current?: { readonly text?: string | readonly string[]; readonly value?: string | readonly string[] };
}

export interface AnnotationJson {
  readonly name: string;
  readonly enable?: boolean;
  readonly hide?: boolean;
  readonly iconColor?: string;
  readonly expr?: string;
  readonly titleFormat?: string;
  readonly textFormat?: string;
}

export interface GridPosition {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly gridPos: GridPosition;
  readonly collapsed?: boolean;
  /** Of a collapsed row. */
  readonly panels?: readonly PanelJson[];
  readonly datasource?: { readonly type?: string; readonly uid?: string };
  readonly targets?: readonly TargetJson[];
  readonly fieldConfig?: { readonly defaults?: FieldJson; readonly overrides?: readonly OverrideJson[] };
  readonly options?: PanelOptionsJson;
  readonly transformations?: readonly TransformationJson[];
  readonly links?: readonly LinkJson[];
}

export interface TargetJson {
  readonly refId: string;
  readonly expr?: string;
  readonly legendFormat?: string;
  readonly format?: string;
  readonly instant?: boolean;
  readonly exemplar?: boolean;
  /** Least step: `30s`. */
  readonly interval?: string;
  /** Of Jaeger. */
  readonly query?: string;
  readonly queryType?: string;
  readonly service?: string;
  readonly operation?: string;
  readonly minDuration?: string;
  readonly tags?: string;
  readonly limit?: number;
  readonly maxLines?: number;
  readonly hide?: boolean;
  readonly datasource?: { readonly type?: string; readonly uid?: string };
}

export interface ThresholdStep {
  readonly value: number | null;
  readonly color: string;
}

export interface MappingResult {
  readonly text?: string;
  readonly color?: string;
}

export type MappingJson =
  | { readonly type: "value"; readonly options: Readonly<Record<string, MappingResult>> }
  | { readonly type: "range"; readonly options: { readonly from: number | null; readonly to: number | null; readonly result: MappingResult } }
  | { readonly type: "special"; readonly options: { readonly match: string; readonly result: MappingResult } }
  | { readonly type: "regex"; readonly options: { readonly pattern: string; readonly result: MappingResult } };

export interface DataLinkJson {
  readonly title: string;
  readonly url: string;
  readonly targetBlank?: boolean;
}

export interface FieldJson {
  readonly unit?: string;
  readonly decimals?: number | null;
  readonly min?: number | null;
  readonly max?: number | null;
  readonly noValue?: string;
  readonly displayName?: string;
  readonly color?: { readonly mode?: string; readonly fixedColor?: string };
  readonly thresholds?: { readonly mode?: string; readonly steps?: readonly ThresholdStep[] };
  readonly mappings?: readonly MappingJson[];
  readonly links?: readonly DataLinkJson[];
  readonly custom?: FieldCustomJson;
}

export interface FieldCustomJson {
  readonly drawStyle?: string;
  readonly lineWidth?: number;
  readonly fillOpacity?: number;
  readonly lineStyle?: { readonly fill?: string };
  readonly stacking?: { readonly mode?: string };
  readonly thresholdsStyle?: { readonly mode?: string };
  readonly axisPlacement?: string;
  readonly cellOptions?: { readonly type?: string };
  readonly hideFrom?: { readonly viz?: boolean; readonly legend?: boolean; readonly tooltip?: boolean };
}

export interface OverrideJson {
  readonly matcher: { readonly id: string; readonly options?: unknown };
  readonly properties: readonly { readonly id: string; readonly value?: unknown }[];
}

export interface TransformationJson {
  readonly id: string;
  readonly options?: {
    readonly include?: { readonly names?: readonly string[] };
    readonly excludeByName?: Readonly<Record<string, boolean>>;
    readonly indexByName?: Readonly<Record<string, number>>;
    readonly renameByName?: Readonly<Record<string, string>>;
  };
}

export interface MapLayerJson {
  readonly type: string;
  /** `lookup`: the column of that name has the names of places. */
  readonly location?: { readonly mode?: string; readonly lookup?: string };
  readonly config?: {
    readonly style?: { readonly size?: { readonly field?: string; readonly min?: number; readonly max?: number; readonly mode?: string } };
  };
}

export interface PanelOptionsJson {
  readonly colorMode?: string;
  readonly graphMode?: string;
  readonly textMode?: string;
  readonly reduceOptions?: { readonly calcs?: readonly string[] };
  readonly legend?: {
    readonly displayMode?: string;
    readonly placement?: string;
    readonly showLegend?: boolean;
    readonly calcs?: readonly string[];
    readonly values?: readonly string[];
    readonly sortBy?: string;
    readonly sortDesc?: boolean;
  };
  readonly tooltip?: { readonly mode?: string; readonly sort?: string };
  readonly sortBy?: readonly { readonly displayName: string; readonly desc?: boolean }[];
  readonly pieType?: string;
  readonly displayMode?: string;
  readonly yAxis?: { readonly unit?: string };
  readonly cellValues?: { readonly unit?: string };
  readonly showThresholdMarkers?: boolean;
  /** Of a map. */
  readonly layers?: readonly MapLayerJson[];
  /** Of a text panel. */
  readonly content?: string;
  readonly mode?: string;
}
