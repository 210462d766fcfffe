import { type AlertDefinitions, ageOf, alertAbove, alertBelow, levelOf, rateOf } from "@platform/alerts";
import { defineCounter, defineGauge } from "@platform/metrics/define";
import { print } from "@platform/promql";
import { expect, test } from "vitest";
import { faultTimeline } from "./fault-timeline.ts";
import { alertPanels } from "./signal-panels.ts";

const up = defineGauge({ name: "database_up", help: "1 while it answers." });
const failures = defineCounter({ name: "archive_failures_total", help: "Failures." });
const started = defineGauge({ name: "start_timestamp_seconds", help: "Start." });
const used = defineGauge({ name: "disk_used_ratio", help: "Disk." });

const words = { category: "infrastructure", summary: "Wrong", description: "It is.", runbook: "infrastructure/database" } as const;

const alerts: AlertDefinitions = {
  down: alertBelow(levelOf(up), { ...words, limits: { critical: 1 } }),
  archiveFailures: alertAbove(rateOf(failures), { ...words, limits: { warning: 0 } }),
  restarted: alertBelow(ageOf(started), { ...words, limits: { info: 600 } }),
  disk: alertAbove(levelOf(used), { ...words, limits: { warning: 0.8, critical: 0.95 } }),
};

test("what should not happen is a band each, as severe as its alert, and what moves is a chart", () => {
  const [timeline, ...others] = faultTimeline(alerts);
  expect(others).toEqual([]);
  expect(timeline?.queries.map(({ legend, expression }) => `${legend}: ${print(expression)}`)).toEqual([
    'Down: max(database_up{job=~"$job", instance=~"$instance"} < bool 1) * 3',
    'Archive failures: max(sum by (job) (rate(archive_failures_total{job=~"$job", instance=~"$instance"}[5m])) > bool 0) * 2',
    'Restarted: max(time() - start_timestamp_seconds{job=~"$job", instance=~"$instance"} < bool 600)',
  ]);
  expect(timeline?.options.states?.map(({ from, text, color }) => [from, text, color])).toEqual([
    [null, "fine", "green"],
    [1, "info", "blue"],
    [2, "warning", "orange"],
    [3, "critical", "red"],
  ]);
  expect(alertPanels(alerts).map(({ title }) => title)).toEqual(["Disk"]);
});

test("a fault of two severities is the worse one", () => {
  const both = alertBelow(ageOf(started), { ...words, limits: { critical: 60, warning: 600 } });
  const [timeline] = faultTimeline({ both });
  const age = 'time() - start_timestamp_seconds{job=~"$job", instance=~"$instance"}';
  expect(timeline?.queries.map(({ expression }) => print(expression))).toEqual([`max(${age} < bool 600) * 2 + max(${age} < bool 60)`]);
});

test("an exporter whose alerts all watch what moves has no such panel", () => {
  const { disk } = alerts;
  expect(faultTimeline(disk === undefined ? {} : { disk })).toEqual([]);
});
