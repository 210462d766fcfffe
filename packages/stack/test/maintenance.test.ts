import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "./live-programs.ts";
import { type NotifiedAlertmanager, startNotifiedAlertmanager } from "./notified-alertmanager.ts";

let alertmanager: NotifiedAlertmanager;

beforeAll(async () => {
  alertmanager = await startNotifiedAlertmanager({ maintenance: { always: { from: "00:00", to: "24:00" } } });
}, 60_000);
afterAll(() => alertmanager?.[Symbol.asyncDispose]());

test("in a maintenance window warnings and notes stay quiet, and what is critical still comes", async () => {
  const { receivers, send } = alertmanager;
  const mild = { service: "mail", team: "team-post", category: "services" };
  await send({ ...mild, alertname: "MailHighErrorRate", severity: "warning", priority: "high" });
  await send({ ...mild, alertname: "MailMetricsFolded", severity: "info", priority: "low" });
  await send({ alertname: "TillOrdersDrop", service: "till" });
  await eventually(async () => receivers.pagerduty.accepted.length > 0 || undefined, { seconds: 60 });
  await eventually(async () => receivers.slack.accepted.length > 1 || undefined, { seconds: 60 });
  // All groups wait for one second.
  await sleep(3000);
  expect(new Set(receivers.slack.accepted.map(({ channel }) => channel))).toEqual(new Set(["#critical-alerts", "#team-shop"]));
  expect(receivers.mails.accepted.every((mail) => mail.includes("To: shop@shop.example"))).toBe(true);
}, 150_000);

test("the watchdog goes to what expects it, which learns by user and password who calls, in a maintenance window too", async () => {
  const { receivers, send } = alertmanager;
  await send({ alertname: "PrometheusWatchdog", service: "prometheus", team: "team-watch", severity: "info", category: "pipeline" });
  await eventually(async () => receivers.heartbeat.accepted.some(({ status }) => status === "firing") || undefined, { seconds: 60 });
  expect(receivers.heartbeat.refused).toEqual([]);
}, 90_000);
