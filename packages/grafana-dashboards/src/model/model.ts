import type { DefinitionPlace, MetricDefinition } from "@platform/metrics/define";
import type { AlertingRule, Expression, ExpressionUnit, RecordDefinition, RuleGroup, Selector } from "@platform/promql";
import type { SloCost } from "@platform/slo";
import type { ServiceDefinition, SloDefinition } from "@platform/slo/define";
import type { ExporterDefinition } from "../definition/exporter-definition.ts";
import type { PlatformDefinition } from "../definition/platform-definition.ts";

/** All that is rendered, complete and sorted, in nobody's format. Renderers and checks read this and nothing else. */
export interface Model {
  readonly platform: PlatformDefinition;
  /** By name. */
  readonly services: readonly ServiceModel[];
  /** By name. */
  readonly exporters: readonly ExporterDefinition[];
  /** By uid. */
  readonly dashboards: readonly Dashboard[];
  /** By name; groups by name, rules inside in their order of evaluation. */
  readonly ruleFiles: readonly RuleFile[];
}

/** The rules about one thing that somebody owns, rendered to one file. */
export interface RuleFile {
  /** Kebab-case: the service's name. */
  readonly name: string;
  /** Team that its alerts go to. */
  readonly owner: string;
  /** Service or exporter that the rules are about, if one: its alerts carry it and link its dashboard. */
  readonly service?: string;
  readonly groups: readonly RuleGroup[];
}

export interface ServiceModel {
  readonly service: ServiceDefinition;
  /** Every metric that the service exposes: the standard ones, its own, its SLO events. By name. */
  readonly metrics: readonly MetricDefinition[];
  /** Series that rules record for it. By name. */
  readonly records: readonly RecordDefinition[];
  readonly slos: readonly SloDefinition[];
  /** What the rules of each objective cost, at the platform's number of instances. */
  readonly costs: readonly SloCost[];
  readonly alerts: readonly AlertingRule[];
}

export interface Dashboard {
  /** At most 40 characters of a-z, 0-9 and -; the same in every run. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** The service or exporter whose dashboard it is. */
  readonly service?: string;
  /** Time shown at first, back from now. */
  readonly rangeSeconds: number;
  /** Query variables beside the data source, in the order shown. */
  readonly variables: readonly Variable[];
  /** What happened, drawn over every panel. */
  readonly annotations: readonly Annotation[];
  readonly links: readonly Link[];
  readonly rows: readonly Row[];
}

/** Marks the times at which an expression has a series. */
export interface Annotation {
  readonly name: string;
  readonly expression: Expression;
  /** `{{alertname}}`; reads only labels that the expression keeps, as does the text. */
  readonly title: string;
  readonly text: string;
  readonly color: Color;
}

/** A drop-down filled with the values of a label. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  /** Offers all values together as one choice, and begins with it; without, the first value is chosen. */
  readonly all: boolean;
  /** Label whose values are listed. */
  readonly valuesOf: string;
  /** Series whose label it is. */
  readonly from: Expression & { readonly node: "selector" };
}

export interface Row {
  readonly title: string;
  readonly collapsed: boolean;
  readonly panels: readonly Panel[];
}

export type PanelKind = "stat" | "timeseries" | "table" | "bar-gauge" | "heatmap" | "state-timeline" | "pie" | "map";

export interface Panel {
  readonly kind: PanelKind;
  readonly title: string;
  /** What it shows and when to worry, for the reader on call. */
  readonly description: string;
  /** Columns of 24. */
  readonly width: number;
  /** Grid rows of 30 pixels. */
  readonly height: number;
  /** Unit of its first query. */
  readonly unit: DisplayUnit;
  readonly queries: readonly Query[];
  readonly thresholds: readonly Threshold[];
  /** Empty is a fine answer, with the reason that verify prints: no error has happened yet. */
  readonly mayBeEmpty?: string;
  readonly options: PanelOptions;
  readonly links: readonly Link[];
}

export interface Query {
  readonly expression: Expression;
  /** Derived from the expression. */
  readonly unit: DisplayUnit;
  /** `{{http_route}}`, or a fixed name; reads only labels that the expression keeps. */
  readonly legend: string;
  /** One value now, instead of a line over time. */
  readonly instant: boolean;
  /** Show the traces of single observations. */
  readonly exemplars: boolean;
  /** Series whose traces these are, where the expression reads records of them. */
  readonly exemplarsOf?: Selector;
  /** Least time between two points. */
  readonly minStepSeconds?: number;
  /** As that of the panel, for this query alone: a time before the service began has no data. */
  readonly mayBeEmpty?: string;
}

/** Colour from a value upwards; the first has no value and is the base. */
export interface Threshold {
  readonly from: number | null;
  readonly color: Color;
}

export type Color = "green" | "yellow" | "orange" | "red" | "blue" | "text";

/** Text that stands for the values from `from` up to, and without, the next state; the first begins at minus infinity. */
export interface State {
  readonly from: number | null;
  readonly text: string;
  readonly color: Color;
}

export type DisplayUnit = ExpressionUnit;

export interface PanelOptions {
  readonly stack?: boolean;
  /** Bars instead of lines, for what happened between two points; the legend adds them up. */
  readonly bars?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly decimals?: number;
  /** Unit of the bounds of a heatmap's buckets. */
  readonly bounds?: DisplayUnit;
  /** Draw thresholds as dashed lines. */
  readonly thresholdLines?: boolean;
  /** Fixed colour of a series by its legend. */
  readonly colors?: Readonly<Record<string, SeriesColor>>;
  /** Words in place of values, each with its colour; rising. */
  readonly states?: readonly State[];
  /** Text in place of a value that is missing or not a number. */
  readonly empty?: string;
  /** Columns of a table, left to right; a label or a query that has none is hidden. Of a map, the country and then its value. */
  readonly columns?: readonly Column[];
  /** Currency (ISO 4217) of the series of which the legend begins with a code, by that code. */
  readonly currencies?: readonly string[];
  /** Colour the whole tile or cell, rather than its text. */
  readonly filled?: boolean;
}

/** A column is filled from a label, or from a query by its place among the panel's queries. */
export interface Column {
  readonly from: { readonly label: string } | { readonly query: number };
  readonly title: string;
  /** The table is sorted by this column. */
  readonly sort?: "rising" | "falling";
  /** Follows from a cell of the column. */
  readonly link?: Link;
  readonly thresholds?: readonly Threshold[];
  readonly states?: readonly State[];
  /** Colour of a word in the column. */
  readonly colors?: Readonly<Record<string, Color>>;
  readonly decimals?: number;
}

/** Hexadecimal, `#56A64B`. */
export type SeriesColor = `#${string}`;

/** To a page elsewhere, or to another dashboard at the same time range. */
export type Link = UrlLink | DashboardLink;

export interface UrlLink {
  readonly title: string;
  readonly url: string;
}

export interface DashboardLink {
  readonly title: string;
  /** Uid, or the dashboards of services, each by the service's name in a label. */
  readonly dashboard: string | { readonly serviceIn: string };
  /** Drop-downs of that dashboard to set, each from a label of the series or row that the reader clicked. */
  readonly set: Readonly<Record<string, { readonly label: string }>>;
}

/** A definition that is wrong together with others. */
export interface Problem {
  /** Name of the check: file `checks/<check>.ts`, page `docs/checks/<check>.md`. */
  readonly check: string;
  readonly severity: "error" | "warning";
  /** What it is about: `dashboard payment › Requests`, `alert PaymentFastBurn`. */
  readonly subject: string;
  readonly message: string;
  /** Where the definition stands, if known. */
  readonly place?: DefinitionPlace;
}

/** A file to write, with a path below the output folder in forward slashes. */
export interface OutputFile {
  readonly path: string;
  /** May be made each time that it is read. */
  readonly content: string;
}
