import { currency, defineCounter, defineGauge } from "@platform/metrics/define";
import { aggregate, over, select } from "@platform/promql";
import { expect, test } from "vitest";
import { panel, show, showNow } from "../panels/panel.ts";
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
  expect(fieldConfig.defaults.custom).toMatchObject({ showPoints: "never", fillOpacity: 10, thresholdsStyle: { mode: "dashed" } });
  expect(fieldConfig.defaults.thresholds?.steps).toEqual([
    { value: null, color: "green" },
    { value: 0.5, color: "red" },
  ]);
});
