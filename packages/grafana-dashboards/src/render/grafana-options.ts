import type { Panel, PanelKind } from "../model/model.ts";
import { panelUnit } from "./grafana-field.ts";
import type { PanelOptionsJson } from "./grafana-json.ts";
import { mapOptions } from "./grafana-map.ts";
import { tableSort } from "./grafana-table.ts";
import { plainUnit } from "./grafana-unit.ts";

type OptionsOf<K extends keyof PanelOptionsJson> = { readonly type: K; readonly options: PanelOptionsJson[K] };

const LAST = { calcs: ["lastNotNull"], fields: "", values: false };
const TOOLTIP = { mode: "multi", sort: "desc" } as const;

const LEGENDS = {
  bars: { displayMode: "list", placement: "bottom", showLegend: true, calcs: ["sum"] },
  narrow: { displayMode: "list", placement: "bottom", showLegend: true, calcs: [] },
  wide: { displayMode: "table", placement: "bottom", showLegend: true, calcs: ["lastNotNull", "max"], sortBy: "Last *", sortDesc: true },
} as const;

/** Grafana's panel for each kind, with the options that only it has. */
export const PANELS = {
  stat: (panel): OptionsOf<"stat"> => ({
    type: "stat",
    options: {
      colorMode: panel.options.filled ? "background" : "value",
      graphMode: panel.queries.some(({ instant }) => instant) ? "none" : "area",
      justifyMode: "auto",
      orientation: "auto",
      percentChangeColorMode: "standard",
      reduceOptions: LAST,
      showPercentChange: false,
      textMode: "auto",
      wideLayout: true,
    },
  }),
  timeseries: (panel): OptionsOf<"timeseries"> => ({
    type: "timeseries",
    options: {
      legend: LEGENDS[panel.options.bars ? "bars" : panel.width < 12 ? "narrow" : "wide"],
      tooltip: TOOLTIP,
    },
  }),
  table: (panel): OptionsOf<"table"> => ({
    type: "table",
    options: { cellHeight: "sm", frameIndex: 0, showHeader: true, sortBy: [...tableSort(panel)] },
  }),
  "bar-gauge": (): OptionsOf<"bargauge"> => ({
    type: "bargauge",
    options: {
      displayMode: "basic",
      legend: { calcs: [], displayMode: "list", placement: "bottom", showLegend: false },
      maxVizHeight: 300,
      minVizHeight: 16,
      minVizWidth: 8,
      namePlacement: "auto",
      orientation: "horizontal",
      reduceOptions: LAST,
      showUnfilled: true,
      sizing: "auto",
      valueMode: "color",
    },
  }),
  heatmap: (panel): OptionsOf<"heatmap"> => ({
    type: "heatmap",
    options: {
      calculate: false,
      cellGap: 1,
      cellValues: { unit: panelUnit(panel) },
      color: { exponent: 0.5, fill: "dark-orange", mode: "scheme", reverse: false, scale: "exponential", scheme: "Oranges", steps: 64 },
      exemplars: { color: "rgba(255,0,255,0.7)" },
      filterValues: { le: 1e-9 },
      legend: { show: true },
      rowsFrame: { layout: "auto" },
      showValue: "never",
      tooltip: { mode: "single", showColorScale: false, yHistogram: true },
      yAxis: { axisPlacement: "left", reverse: false, unit: panel.options.bounds === undefined ? "short" : plainUnit(panel.options.bounds) },
    },
  }),
  "state-timeline": (): OptionsOf<"state-timeline"> => ({
    type: "state-timeline",
    options: {
      alignValue: "left",
      legend: { calcs: [], displayMode: "list", placement: "bottom", showLegend: true },
      mergeValues: true,
      rowHeight: 0.9,
      showValue: "auto",
      tooltip: { mode: "single", sort: "none" },
    },
  }),
  pie: (panel): OptionsOf<"piechart"> => ({
    type: "piechart",
    options: {
      displayLabels: [],
      legend: { calcs: [], displayMode: "list", placement: panel.width < 8 ? "bottom" : "right", showLegend: true, values: ["percent"] },
      pieType: "donut",
      reduceOptions: LAST,
      orientation: "auto",
      sort: "desc",
      tooltip: TOOLTIP,
    },
  }),
  map: (panel): OptionsOf<"geomap"> => ({ type: "geomap", options: mapOptions(panel) }),
} satisfies Record<PanelKind, (panel: Panel) => OptionsOf<keyof PanelOptionsJson>>;
