import { definePlatform } from "@platform/grafana-dashboards/define";
import { loggingAlerts, loggingMetrics } from "@platform/logging/define";
import { defineHistogram } from "@platform/metrics/define";
import { print } from "@platform/promql";
import { defineService, defineSlo, httpLatency, threshold } from "@platform/slo/define";
import { tracingAlerts, tracingMetrics } from "@platform/tracing/define";
import { expect, test } from "vitest";
import { shop } from "../../test/shop-platform.ts";
import { buildModel } from "../model/build-model.ts";
import type { Panel } from "../model/model.ts";

const sending = defineHistogram({ name: "send_duration_seconds", help: "Sending.", buckets: [0.5, 3, 5] });

function dashboardOf(options: Partial<Parameters<typeof defineService>[0]>) {
  const service = defineService({ name: "mail", title: "Mail", help: "Sends.", owner: "post", port: 4000, ...options });
  const { dashboards } = buildModel(definePlatform({ ...shop, prometheus: {}, services: [service] }));
  const dashboard = dashboards.find((one) => one.service === "mail");
  const panels: readonly Panel[] = dashboard?.rows.flatMap((row) => row.panels) ?? [];
  return { dashboard, panels };
}

test("a service with nothing of its own has requests, operations, saturation and instances", () => {
  const { dashboard } = dashboardOf({});
  expect(dashboard?.rows.map(({ title }) => title)).toEqual(["Now", "Requests", "Operations", "The route chosen above", "Saturation", "Instances"]);
  expect(dashboard?.rows[0]?.panels.map(({ title }) => title)).toEqual(["Availability", "Requests", "Errors", "Latency, p99", "Firing alerts"]);
});

test("what becomes of lines and spans has a row of its own, and is no business of the service", () => {
  const { dashboard } = dashboardOf({ metrics: { sending, ...loggingMetrics, ...tracingMetrics }, alerts: { ...loggingAlerts, ...tracingAlerts } });
  const row = dashboard?.rows.find(({ title }) => title === "Its lines and spans on their way");
  const names = Object.values({ ...loggingMetrics, ...tracingMetrics }).map(({ name }) => name);
  const read = (panels: readonly Panel[] = []) => JSON.stringify(panels);
  expect(names.filter((name) => !read(row?.panels).includes(name))).toEqual([]);
  const business = dashboard?.rows.find(({ title }) => title === "What it does");
  expect(names.filter((name) => read(business?.panels).includes(name))).toEqual([]);
});

test("the bound of a latency objective is the line in the panel and the colour in the table", () => {
  const slos = [defineSlo({ name: "latency", help: "Fast.", objective: 0.95, sli: httpLatency({ thresholdSeconds: 0.3 }) })];
  const { panels } = dashboardOf({ slos });
  const expected = [
    { from: null, color: "green" },
    { from: 0.3, color: "red" },
  ];
  expect(panels.find(({ title }) => title === "Latency")?.thresholds).toEqual(expected);
  expect(panels.find(({ title }) => title === "Latency, p99")?.thresholds).toEqual(expected);
  const operations = panels.find(({ title }) => title === "Operations");
  expect(operations?.options.columns?.find(({ title }) => title === "p95")?.thresholds).toEqual(expected);
});

test("the bound of an objective on a metric of its own is the line in that metric's panel", () => {
  const slos = [defineSlo({ name: "speed", help: "Fast.", objective: 0.95, sli: threshold({ metric: sending, bound: 3 }) })];
  const { panels } = dashboardOf({ metrics: { sending }, slos });
  expect(panels.find(({ title }) => title === "Send duration")?.thresholds.at(-1)).toEqual({ from: 3, color: "red" });
});

test("a click on a route chooses it in the row below, on the same dashboard", () => {
  const { dashboard, panels } = dashboardOf({});
  const route = panels.find(({ title }) => title === "Operations")?.options.columns?.find(({ title }) => title === "Route");
  expect(route?.link).toMatchObject({ dashboard: dashboard?.uid, set: { route: { label: "http_route" } } });
  expect(dashboard?.variables.map(({ name }) => name)).toEqual(["job", "instance", "route"]);
});

test("only the service itself can be chosen", () => {
  const [job] = dashboardOf({}).dashboard?.variables ?? [];
  expect(job && print(job.from)).toBe('up{job="mail"}');
  expect(job?.all).toBe(false);
});
