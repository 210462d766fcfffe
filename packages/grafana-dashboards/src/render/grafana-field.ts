import type { Panel, PanelKind, State, Threshold } from "../model/model.ts";
import type { FieldJson, FieldOptionsJson, MappingJson, OverrideJson } from "./grafana-json.ts";
import { dataLink, type LinkSpace } from "./grafana-link.ts";
import { plainText } from "./grafana-query.ts";
import { currencyUnit, grafanaUnit } from "./grafana-unit.ts";

const NOTHING_HIDDEN = { legend: false, tooltip: false, viz: false } as const;

/** In a cell of a table: a percentile of nothing, a query without an answer for this row. */
const NO_VALUE = "–";

/** How values are written and coloured unless an override says otherwise. */
export function fieldDefaults(panel: Panel, space: LinkSpace): FieldJson {
  const { options, thresholds } = panel;
  const custom = CUSTOM[panel.kind]?.(panel);
  const mappings = [...stateMappings(options.states ?? []), ...emptyMapping(panel.kind === "table" ? NO_VALUE : options.empty)];
  return {
    unit: panelUnit(panel),
    ...(options.decimals !== undefined && { decimals: options.decimals }),
    ...(options.min !== undefined && { min: options.min }),
    ...(options.max !== undefined && { max: options.max }),
    ...(options.empty !== undefined && { noValue: options.empty }),
    ...(mappings.length > 0 && { mappings }),
    color: fieldColor(panel),
    thresholds: { mode: "absolute", steps: thresholdSteps(thresholds) },
    ...(panel.links.length > 0 && panel.options.columns === undefined && { links: panel.links.map((link) => dataLink(link, space)) }),
    ...(custom !== undefined && { custom }),
  };
}

/** Series with a colour or currency of their own, found by their legend. */
export function seriesOverrides({ options }: Panel): readonly OverrideJson[] {
  const colors = Object.entries(options.colors ?? {}).map(([legend, fixedColor]) => ({
    matcher: { id: "byName", options: legend },
    properties: [{ id: "color", value: { mode: "fixed", fixedColor } }],
  }));
  const currencies = (options.currencies ?? []).map((code) => ({
    matcher: { id: "byRegexp", options: `/^${code.replaceAll(/[\\^$.|?*+()[\]{}/]/g, "\\$&")}( |$)/` },
    properties: [{ id: "unit", value: currencyUnit(code) }],
  }));
  return [...colors, ...currencies];
}

export function thresholdSteps(thresholds: readonly Threshold[]): NonNullable<FieldJson["thresholds"]>["steps"] {
  return (thresholds.length === 0 ? [{ from: null, color: "text" } as const] : thresholds).map(({ from, color }) => ({ value: from, color }));
}

/** The unit of the first query; with one currency, that currency. Whole numbers are written in full, 1,234 rather than 1 K. */
export function panelUnit({ unit, queries, options }: Panel): string {
  const [query] = queries;
  const [currency, ...others] = options.currencies ?? [];
  if (currency !== undefined && others.length === 0) {
    return currencyUnit(currency);
  }
  const plain = query === undefined ? "none" : grafanaUnit(unit, query.expression);
  return plain === "short" && options.decimals === 0 ? "locale" : plain;
}

/** Highest first: where two ranges meet, Grafana takes the first. */
export function stateMappings(states: readonly State[]): readonly MappingJson[] {
  return states
    .map(({ from, text, color }, index): MappingJson => {
      const to = states[index + 1]?.from ?? null;
      return { type: "range", options: { from, to, result: { text: plainText(text), color, index } } };
    })
    .toReversed();
}

function emptyMapping(text: string | undefined): readonly MappingJson[] {
  return text === undefined ? [] : [{ type: "special", options: { match: "null+nan", result: { text: plainText(text), color: "text" } } }];
}

function fieldColor({ kind, thresholds, options, queries }: Panel): NonNullable<FieldJson["color"]> {
  if (kind === "timeseries" || kind === "pie") {
    const named = queries.some(({ legend }) => legend.includes("{{"));
    return { mode: named ? "palette-classic-by-name" : "palette-classic" };
  }
  return thresholds.length > 0 || options.states !== undefined
    ? { mode: "thresholds" }
    : { mode: "fixed", fixedColor: kind === "table" ? "text" : "blue" };
}

/** Areas of several lines, one over the other, would hide what they show. */
function isOneLine([first, ...others]: Panel["queries"]): boolean {
  return first !== undefined && others.length === 0 && !first.legend.includes("{{");
}

/** What only one kind of panel knows of its fields. */
const CUSTOM: { readonly [K in PanelKind]?: (panel: Panel) => FieldOptionsJson[keyof FieldOptionsJson] } = {
  timeseries: ({ options, queries }): FieldOptionsJson["timeseries"] => ({
    drawStyle: options.bars ? "bars" : "line",
    lineInterpolation: "linear",
    lineWidth: options.bars ? 0 : 1,
    fillOpacity: options.bars ? 80 : options.stack ? 30 : isOneLine(queries) ? 10 : 0,
    gradientMode: "none",
    showPoints: "never",
    spanNulls: false,
    axisPlacement: "auto",
    axisLabel: "",
    scaleDistribution: { type: "linear" },
    stacking: { mode: options.stack ? "normal" : "none", group: "A" },
    thresholdsStyle: { mode: options.thresholdLines ? "dashed" : "off" },
    hideFrom: NOTHING_HIDDEN,
  }),
  table: (): FieldOptionsJson["table"] => ({ align: "auto", cellOptions: { type: "auto" }, inspect: false, hideFrom: NOTHING_HIDDEN }),
  "state-timeline": (): FieldOptionsJson["state-timeline"] => ({ fillOpacity: 80, lineWidth: 0, hideFrom: NOTHING_HIDDEN }),
};
