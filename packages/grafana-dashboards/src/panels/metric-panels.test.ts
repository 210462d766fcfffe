import {
  cacheMetrics,
  currency,
  databaseMetrics,
  defineCounter,
  defineGauge,
  defineHistogram,
  defineInfo,
  httpClientRequestDuration,
  type MetricDefinition,
  messagingMetrics,
  open,
} from "@platform/metrics/define";
import { print } from "@platform/promql";
import { expect, test } from "vitest";
import type { Panel } from "../model/model.ts";
import { limitOf } from "./metric-family.ts";
import { type MetricPanelOptions, metricPanels } from "./metric-panels.ts";
import { lines } from "./objectives.ts";

/** Each panel in one line, its queries below, without the matchers that all carry. */
function written(panels: readonly Panel[]): string {
  return panels
    .flatMap(({ kind, title, queries }) => [
      `${kind} "${title}"`,
      ...queries.map(
        ({ legend, expression }) =>
          `  ${legend}: ${print(expression)
            .replaceAll(/(, )?job=~"\$job", instance=~"\$instance"/g, "")
            .replaceAll("{}", "")}`,
      ),
    ])
    .join("\n");
}

const orders = defineCounter({ name: "orders_total", help: "Orders.", labels: { channel: ["web", "app"], outcome: ["paid", "refused"] } });
const revenue = defineCounter({
  name: "revenue_total",
  help: "Money.",
  unit: currency("currency"),
  labels: { channel: ["web"], currency: ["EUR", "USD"] },
});
const lookups = defineCounter({ name: "cache_requests_total", help: "Look-ups.", labels: { cache: open({ max: 20 }), result: ["hit", "miss"] } });
const crowd = defineCounter({ name: "visits_total", help: "Visits.", labels: { country: open({ max: 200 }), page: Array.from("abcdefghijklmnop") } });
const wait = defineHistogram({ name: "wait_seconds", help: "Wait.", buckets: [1, 5] });
const query = defineHistogram({
  name: "db_client_operation_duration_seconds",
  help: "Queries.",
  buckets: [1],
  labels: { db_operation_name: ["SELECT", "INSERT"] },
});
const value = defineHistogram({
  name: "order_value",
  help: "Value.",
  unit: currency("currency"),
  labels: { currency: ["EUR", "USD"] },
  buckets: [10],
});
const depth = defineGauge({ name: "queue_depth", help: "Waiting.", labels: { queue: ["mail", "export"] } });
const load = defineGauge({ name: "disk_used_ratio", help: "Disk." });
const backup = defineGauge({ name: "last_backup_timestamp_seconds", help: "Last backup." });
const breaker = defineGauge({
  name: "circuit_breaker_state",
  help: "State.",
  labels: { circuit_breaker: open({ max: 20 }), state: ["closed", "half_open", "open"] },
});
const info = defineInfo({ name: "plugin_info", help: "Plugin.", labels: { version: open({ max: 3 }) } });
const used = defineGauge({ name: "db_client_connections", help: "Connections.", labels: { db_client_connection_state: ["idle", "used"] } });
const most = defineGauge({ name: "db_client_connections_max", help: "Most." });

const cases: readonly (readonly [string, MetricDefinition, MetricPanelOptions, string])[] = [
  [
    "a counter is a rate, told apart by its labels",
    orders,
    {},
    `timeseries "Orders"\n  {{channel}} {{outcome}}: sum by (channel, outcome) (rate(orders_total[$__rate_interval]))`,
  ],
  [
    "a counter of events is what happened between two points",
    orders,
    { events: { minStepSeconds: 60 } },
    `timeseries "Orders"\n  {{channel}} {{outcome}}: sum by (channel, outcome) (increase(orders_total[$__interval]))`,
  ],
  [
    "amounts of different currencies are never added up",
    revenue,
    {},
    `timeseries "Revenue"\n  {{currency}}: sum by (currency) (rate(revenue_total[$__rate_interval]))`,
  ],
  [
    "look-ups have a hit ratio",
    lookups,
    {},
    'timeseries "Cache requests, hit ratio"\n  {{cache}}: sum by (cache) (rate(cache_requests_total{result="hit"}[$__rate_interval])) / sum by (cache) (rate(cache_requests_total[$__rate_interval]))\n' +
      'timeseries "Cache requests"\n  {{cache}} {{result}}: sum by (cache, result) (rate(cache_requests_total[$__rate_interval]))',
  ],
  ["more lines than anybody reads are added up", crowd, {}, `timeseries "Visits"\n  visits: sum(rate(visits_total[$__rate_interval]))`],
  [
    "a histogram is its quantiles",
    wait,
    {},
    ["0.5", "0.95", "0.99"].reduce(
      (text, phi) => `${text}\n  p${Number(phi) * 100}: histogram_quantile(${phi}, sum by (le) (rate(wait_seconds_bucket[$__rate_interval])))`,
      'timeseries "Wait"',
    ),
  ],
  [
    "services are told apart instead of labels",
    query,
    { byService: true },
    'timeseries "Database operation duration, p95 by service"\n  {{job}}: histogram_quantile(0.95, sum by (job, le) (rate(db_client_operation_duration_seconds_bucket[$__rate_interval])))\n' +
      'timeseries "Database operation, number by service"\n  {{job}}: sum by (job) (rate(db_client_operation_duration_seconds_count[$__rate_interval]))',
  ],
  ["amounts that instances hold add up", depth, {}, `timeseries "Queue depth"\n  {{queue}}: sum by (queue) (queue_depth)`],
  ["shares of instances do not", load, {}, `timeseries "Disk used"\n  disk used: max(disk_used_ratio)`],
  [
    "a point in time is shown as the time since",
    backup,
    {},
    `timeseries "Time since last backup"\n  last backup: time() - max(last_backup_timestamp_seconds)`,
  ],
  [
    "one state of several is a word",
    breaker,
    {},
    'state-timeline "Circuit breaker state"\n  {{circuit_breaker}}: max by (circuit_breaker) (circuit_breaker_state{state="closed"} * 0 or ' +
      'circuit_breaker_state{state="half_open"} * 1 or circuit_breaker_state{state="open"} * 2)',
  ],
  ["an info is a table of its labels", info, {}, `table "Plugin"\n  instances: count by (version) (plugin_info)`],
  [
    "a limit is drawn with what it limits",
    used,
    { limit: most },
    'timeseries "Database connections"\n  {{db_client_connection_state}}: sum by (db_client_connection_state) (db_client_connections)\n  at most: sum(db_client_connections_max)',
  ],
];

test.each(cases)("%s", (_, metric, options, text) => {
  expect(written(metricPanels(metric, options))).toBe(text);
});

test.each<[string, MetricDefinition, string]>([
  ["peers", httpClientRequestDuration, "server_address"],
  ["operations of a database", databaseMetrics.dbClientOperationDuration, "db_operation_name"],
  ["destinations of messages", messagingMetrics.messagingSentMessages, "messaging_destination_name"],
  ["caches", cacheMetrics.cacheEntries, "cache"],
])("a ready-made metric tells %s apart, although their label is open", (_, metric, label) => {
  const legends = metricPanels(metric).flatMap(({ queries }) => queries.map(({ legend }) => legend));
  expect(legends).toContain(`{{${label}}}`);
});

test("a ready-made gauge of a pool has its limit, which is no panel of its own", () => {
  const { dbClientConnections, dbClientConnectionsMax } = databaseMetrics;
  expect(limitOf(dbClientConnections, Object.values(databaseMetrics))).toBe(dbClientConnectionsMax);
});

test("the unit of each panel comes from its query", () => {
  const units = [orders, lookups, wait, query, depth, load, backup, revenue].map((metric) =>
    metricPanels(metric).map(({ unit }) => `${typeof unit.unit === "object" ? "money" : unit.unit}${unit.perSecond ? "/s" : ""}`),
  );
  expect(units).toEqual([
    ["count/s"],
    ["ratio", "count/s"],
    ["seconds"],
    ["seconds", "seconds", "count/s"],
    ["count"],
    ["ratio"],
    ["seconds"],
    ["money/s"],
  ]);
});

test("a histogram in money has a line for each currency and quantile", () => {
  const [panel] = metricPanels(value);
  expect(panel?.queries.map(({ legend }) => legend)).toEqual(["{{currency}} p50", "{{currency}} p95", "{{currency}} p99"]);
  expect(panel?.options.currencies).toEqual(["EUR", "USD"]);
});

test("the bound of an objective is a line", () => {
  const [panel] = metricPanels(wait, { thresholds: lines([5]) });
  expect(panel?.thresholds).toEqual([
    { from: null, color: "green" },
    { from: 5, color: "red" },
  ]);
  expect(panel?.options.thresholdLines).toBe(true);
});

test("every panel says in words what it shows", () => {
  for (const metric of [orders, revenue, lookups, crowd, wait, query, value, depth, load, backup, breaker, info, used]) {
    for (const { description } of metricPanels(metric)) {
      expect(description).toContain(metric.help);
      expect(description.length).toBeGreaterThan(metric.help.length + 10);
    }
  }
});
