import { currency, defineCounter, defineGauge, defineHistogram } from "@platform/metrics/define";
import { aggregate, over, print, select } from "@platform/promql";
import { expect, test } from "vitest";
import { countryMap } from "../panels/country-map.ts";
import { panel, show, showNow } from "../panels/panel.ts";
import { latencyHeatmap } from "../panels/request-panels.ts";
import type { FieldConfigJson } from "./grafana-json.ts";
import { panelJson } from "./grafana-panel.ts";

const place = { id: 1, position: { x: 0, y: 0, w: 12, h: 8 }, space: { tag: "shop", serviceUidPrefix: "shop-service-" } };
const draft = { title: "Panel", description: "What it shows." };

const depth = defineGauge({ name: "queue_depth", help: "Waiting.", labels: { queue: ["mail", "export"] } });
const requests = defineCounter({ name: "http_requests_total", help: "Requests." });
const sent = defineCounter({ name: "sent_bytes_total", help: "Sent." });
const money = defineCounter({ name: "revenue_total", help: "Money.", unit: currency("currency"), labels: { currency: ["EUR", "US.D", "XYZ"] } });
const byCurrency = aggregate("sum", over("increase", select(money), 300), { by: ["currency"] });

function overridesOf({ overrides }: FieldConfigJson, id: string): readonly unknown[] {
  return overrides.flatMap(({ matcher, properties }) =>
    properties.filter((property) => property.id === id).map(({ value }) => [matcher.options, value]),
  );
}

test.each([
  ["a number", select(depth), "short"],
  ["requests per second", over("rate", select(requests), 300), "reqps"],
  ["bytes per second", over("rate", select(sent), 300), "binBps"],
  ["anything per second", over("rate", select(money, { currency: "EUR" }), 300), "short"],
] as const)("%s has Grafana's unit %s", (_, expression, unit) => {
  expect(panelJson(panel("timeseries", { ...draft, queries: [show(expression, "x")] }), place).fieldConfig.defaults.unit).toBe(unit);
});

test("each currency has its own unit, found by the start of the legend", () => {
  const { fieldConfig } = panelJson(
    panel("timeseries", { ...draft, queries: [show(byCurrency, "{{currency}}")], options: { currencies: ["EUR", "US.D", "XYZ"] } }),
    place,
  );
  expect(overridesOf(fieldConfig, "unit")).toEqual([
    ["/^EUR( |$)/", "currencyEUR"],
    ["/^US\\.D( |$)/", "suffix:US.D"],
    ["/^XYZ( |$)/", "suffix:XYZ"],
  ]);
});

test("a single currency is the panel's unit", () => {
  const { fieldConfig } = panelJson(
    panel("stat", { ...draft, queries: [showNow(byCurrency, "{{currency}}")], options: { currencies: ["EUR"] } }),
    place,
  );
  expect(fieldConfig.defaults.unit).toBe("currencyEUR");
});

test("where two states meet, the higher one is taken: Grafana goes by the first that fits", () => {
  const states = [
    { from: null, text: "healthy", color: "green" },
    { from: 1, text: "slow", color: "yellow" },
    { from: 10, text: "down", color: "red" },
  ] as const;
  const { fieldConfig } = panelJson(panel("stat", { ...draft, queries: [showNow(select(depth), "x")], options: { states } }), place);
  expect(fieldConfig.defaults.mappings?.map(({ options }) => options)).toEqual([
    { from: 10, to: null, result: { text: "down", color: "red", index: 2 } },
    { from: 1, to: 10, result: { text: "slow", color: "yellow", index: 1 } },
    { from: null, to: 1, result: { text: "healthy", color: "green", index: 0 } },
  ]);
});

test("what is missing or not a number reads as words", () => {
  const { fieldConfig } = panelJson(panel("stat", { ...draft, queries: [showNow(select(depth), "x")], options: { empty: "no requests" } }), place);
  expect(fieldConfig.defaults.noValue).toBe("no requests");
  expect(fieldConfig.defaults.mappings).toEqual([
    { type: "special", options: { match: "null+nan", result: { text: "no requests", color: "text" } } },
  ]);
});

test("a table joins its queries, names its columns and links its cells", () => {
  const by = (labels: readonly string[]) => aggregate("sum", select(depth), { by: labels });
  const json = panelJson(
    panel("table", {
      ...draft,
      queries: [showNow(by(["job", "queue"]), "depth"), showNow(aggregate("sum", over("rate", select(sent), 300), { by: ["job"] }), "sent")],
      options: {
        columns: [
          { from: { label: "job" }, title: "Service", link: { title: "Open", dashboard: { serviceIn: "job" }, set: { queue: { label: "queue" } } } },
          { from: { label: "queue" }, title: "Queue" },
          { from: { query: 1 }, title: "Sent", sort: "falling", decimals: 1, thresholds: [{ from: null, color: "green" }] },
        ],
      },
    }),
    place,
  );
  expect(json.transformations).toEqual([
    { id: "merge", options: {} },
    { id: "filterFieldsByName", options: { include: { names: ["job", "queue", "Value #B"] } } },
    {
      id: "organize",
      options: {
        excludeByName: {},
        indexByName: { job: 0, queue: 1, "Value #B": 2 },
        renameByName: { job: "Service", queue: "Queue", "Value #B": "Sent" },
      },
    },
  ]);
  expect(json.options).toMatchObject({ sortBy: [{ displayName: "Sent", desc: true }] });
  expect(overridesOf(json.fieldConfig, "unit")).toEqual([["Sent", "binBps"]]);
  expect(overridesOf(json.fieldConfig, "links")).toEqual([
    [
      "Service",
      [
        {
          title: "Open",
          url: '/d/shop-service-${__data.fields["Service"]:percentencode}?${__url_time_range}&var-queue=${__data.fields["Queue"]:percentencode}',
        },
      ],
    ],
  ]);
});

test("a map looks its countries up by their codes, in the column that the table has for them", () => {
  const parcels = defineCounter({ name: "parcels_total", help: "Parcels.", labels: { geo_country_iso_code: ["DE", "NL"] } });
  const map = countryMap(parcels);
  const json = map && panelJson(map, place);
  expect(json).toMatchObject({
    type: "geomap",
    targets: [
      { format: "table", instant: true, range: false, expr: expect.stringContaining("sum by (geo_country_iso_code) (increase(parcels_total{") },
    ],
    transformations: [
      { id: "filterFieldsByName", options: { include: { names: ["geo_country_iso_code", "Value"] } } },
      { id: "organize", options: { renameByName: { geo_country_iso_code: "Country", Value: "Parcels" } } },
    ],
    fieldConfig: { defaults: { min: 0, decimals: 0, color: { mode: "fixed", fixedColor: "blue" } } },
    options: {
      view: { id: "fit", layer: "Parcels by country" },
      layers: [
        { type: "geojson", config: { src: "public/maps/countries.geojson" } },
        {
          type: "markers",
          name: "Parcels by country",
          location: { mode: "lookup", lookup: "Country", gazetteer: "public/gazetteer/countries.json" },
          config: { style: { size: { field: "Parcels" }, color: { field: "Parcels" } } },
        },
      ],
    },
  });
  expect(json && overridesOf(json.fieldConfig, "unit")).toEqual([["Parcels", "short"]]);
});

test("a map of what is held has its value now, and money, observations and other labels have none", () => {
  const label = { geo_country_iso_code: ["DE", "NL"] } as const;
  const stock = defineGauge({ name: "stock_items", help: "Stock.", labels: label });
  const full = defineGauge({ name: "stock_ratio", help: "Stock.", labels: label });
  const queries = [stock, full].map((metric) => countryMap(metric)?.queries.map(({ expression }) => print(expression)));
  expect(queries).toEqual([
    ['sum by (geo_country_iso_code) (stock_items{job=~"$job", instance=~"$instance"})'],
    ['max by (geo_country_iso_code) (stock_ratio{job=~"$job", instance=~"$instance"})'],
  ]);
  const price = defineCounter({ name: "sold_total", help: "Sold.", unit: currency("currency"), labels: { ...label, currency: ["EUR"] } });
  const wait = defineHistogram({ name: "wait_seconds", help: "Wait.", buckets: [1], labels: label });
  const opened = defineGauge({ name: "opened_timestamp_seconds", help: "Opened.", labels: label });
  expect([price, wait, depth, opened].map(countryMap)).toEqual([undefined, undefined, undefined, undefined]);
});

test("an objective is a dashed line, and lines have no points", () => {
  const { fieldConfig } = panelJson(
    panel("timeseries", {
      ...draft,
      queries: [show(select(depth), "{{queue}}")],
      thresholds: [
        { from: null, color: "green" },
        { from: 0.5, color: "red" },
      ],
      options: { thresholdLines: true },
    }),
    place,
  );
  expect(fieldConfig.defaults.custom).toMatchObject({ showPoints: "never", fillOpacity: 0, thresholdsStyle: { mode: "dashed" } });
  expect(fieldConfig.defaults.thresholds?.steps).toEqual([
    { value: null, color: "green" },
    { value: 0.5, color: "red" },
  ]);
});

test("lines of several series have no areas, which would hide one another", () => {
  const fill = (legend: string, stack: boolean) =>
    panelJson(panel("timeseries", { ...draft, queries: [show(select(depth), legend)], options: { stack } }), place).fieldConfig.defaults.custom;
  expect([fill("depth", false), fill("{{queue}}", false), fill("{{queue}}", true)]).toMatchObject([
    { fillOpacity: 10 },
    { fillOpacity: 0 },
    { fillOpacity: 30 },
  ]);
});

test("whole numbers are written in full: 1,234 rather than 1 K", () => {
  const unit = (decimals?: number) =>
    panelJson(panel("stat", { ...draft, queries: [showNow(select(depth), "x")], options: decimals === undefined ? {} : { decimals } }), place)
      .fieldConfig.defaults.unit;
  expect([unit(0), unit(1), unit()]).toEqual(["locale", "short", "short"]);
});

test("the bounds of a heatmap have the unit of what is measured, whatever record its counts come from", () => {
  const { type, options } = panelJson(latencyHeatmap(), place);
  expect([type, (options as { readonly yAxis?: { readonly unit?: string } }).yAxis?.unit]).toEqual(["heatmap", "s"]);
});

test("a word in a table has its colour, and a quantile of nothing is a dash", () => {
  const columns = [
    { from: { label: "queue" }, title: "Queue", colors: { mail: "red" } },
    { from: { query: 0 }, title: "Depth" },
  ] as const;
  const { fieldConfig } = panelJson(panel("table", { ...draft, queries: [showNow(select(depth), "x")], options: { columns } }), place);
  expect(overridesOf(fieldConfig, "mappings")).toEqual([["Queue", [{ type: "value", options: { mail: { color: "red", text: "mail", index: 0 } } }]]]);
  expect(fieldConfig.defaults.mappings).toEqual([{ type: "special", options: { match: "null+nan", result: { text: "–", color: "text" } } }]);
});
