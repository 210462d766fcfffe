import type { DashboardJson, PanelJson } from "../src/dashboard/dashboard-json.ts";

/** Markup that would speak up if anything took it for markup. */
export const SCRIPT = '<img src=x onerror="alert(1)"><script>alert(2)</script>';

const DURATION = "http_server_request_duration_seconds";
const target = (expr: string, more: object = {}) => ({ refId: "A", expr, legendFormat: "{{http_route}}", ...more });
const defaults = {
  unit: "s",
  thresholds: {
    mode: "absolute",
    steps: [
      { value: null, color: "green" },
      { value: 0.5, color: "red" },
    ],
  },
  color: { mode: "thresholds" },
};
const legend = { displayMode: "list", placement: "bottom", showLegend: true };

let id = 0;
function panel(type: string, title: string, rest: Partial<PanelJson> = {}): PanelJson {
  id += 1;
  return {
    id,
    type,
    title: `${title} ${SCRIPT}`,
    description: SCRIPT,
    gridPos: { x: ((id - 1) % 3) * 8, y: Math.floor((id - 1) / 3) * 8, w: 8, h: 8 },
    fieldConfig: { defaults },
    ...rest,
  };
}

const byRoute = `sum by (http_route) (rate(${DURATION}_count{http_route=~"$route"}[$__rate_interval]))`;

/** A panel of every kind, each with a label, a title and words that are markup. */
export const hostileDashboard: DashboardJson = {
  uid: "shop-overview",
  title: `Shop ${SCRIPT}`,
  description: SCRIPT,
  tags: [SCRIPT],
  time: { from: "now-5m", to: "now" },
  refresh: "5s",
  links: [
    { type: "link", title: `Elsewhere ${SCRIPT}`, url: "https://example.org" },
    { type: "link", title: "Not a link", url: "javascript:alert(3)" },
  ],
  templating: {
    list: [
      {
        name: "route",
        label: "Route",
        type: "query",
        query: { query: `label_values(${DURATION}_count, http_route)` },
        multi: true,
        includeAll: true,
        allValue: ".+",
      },
    ],
  },
  annotations: { list: [{ name: "Alerts", enable: true, iconColor: "red", expr: "ALERTS", titleFormat: "{{alertname}} {{markup}}" }] },
  panels: [
    panel("timeseries", "Latency", {
      targets: [target(`histogram_quantile(0.9, sum by (le) (rate(${DURATION}_bucket[$__rate_interval])))`, { exemplar: true, legendFormat: "p90" })],
      options: { legend },
    }),
    panel("timeseries", "Requests", {
      targets: [target(byRoute)],
      options: { legend: { ...legend, displayMode: "table", calcs: ["lastNotNull", "max"] } },
      fieldConfig: {
        defaults: { ...defaults, color: { mode: "palette-classic-by-name" }, custom: { stacking: { mode: "normal" }, fillOpacity: 30 } },
      },
    }),
    panel("stat", "Requests now", { targets: [target(byRoute)], options: { graphMode: "area", colorMode: "value" } }),
    panel("gauge", "Dial", { targets: [target(byRoute, { instant: true })] }),
    panel("bargauge", "Bars", { targets: [target(byRoute, { instant: true })] }),
    panel("piechart", "Shares", {
      targets: [target(byRoute, { instant: true })],
      options: { pieType: "donut", legend: { ...legend, placement: "right" } },
    }),
    panel("table", "Routes", {
      targets: [target(byRoute, { instant: true, format: "table" })],
      transformations: [{ id: "organize", options: { excludeByName: { Time: true }, renameByName: { http_route: "Route", Value: "Requests" } } }],
      fieldConfig: {
        defaults,
        overrides: [
          { matcher: { id: "byName", options: "Route" }, properties: [{ id: "links", value: [{ title: SCRIPT, url: "javascript:alert(4)" }] }] },
        ],
      },
    }),
    panel("geomap", "Places", {
      targets: [
        target(`label_replace(label_replace(${byRoute}, "country", "$1", "http_route", "(.*)"), "country", "NL", "http_route", "/orders")`, {
          instant: true,
          format: "table",
        }),
      ],
      options: {
        layers: [
          { type: "markers", location: { mode: "lookup", lookup: "Country" }, config: { style: { size: { field: "Value", min: 4, max: 24 } } } },
        ],
      },
      transformations: [{ id: "organize", options: { renameByName: { country: "Country" } } }],
    }),
    panel("heatmap", "Distribution", {
      targets: [target(`sum by (le) (rate(${DURATION}_bucket[$__rate_interval]))`, { format: "heatmap", legendFormat: "{{le}}" })],
      options: { yAxis: { unit: "s" } },
    }),
    panel("state-timeline", "State", {
      targets: [target("up", { legendFormat: "{{job}}" })],
      fieldConfig: { defaults: { mappings: [{ type: "range", options: { from: 1, to: null, result: { text: `up ${SCRIPT}`, color: "green" } } }] } },
    }),
    panel("text", "Words", { options: { content: `# ${SCRIPT}\n\n[click](javascript:alert(5)) ${SCRIPT}` } }),
    panel("logs", "Lines", { datasource: { type: "loki" }, targets: [target('{service_name="shop"}')] }),
    panel("traces", "Traces", { datasource: { type: "jaeger" }, targets: [{ refId: "A", queryType: "search", service: "shop" }] }),
    panel("timeseries", "Wrong", { targets: [target("sum by (")] }),
    panel("nothing-known", "Unknown", { targets: [] }),
  ],
};
