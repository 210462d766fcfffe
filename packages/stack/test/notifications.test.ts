import { alertRules } from "@platform/alerts";
import type { AlertingRule } from "@platform/promql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runRuleTests } from "../../slo/test/run-promtool.ts";
import { alertmanager } from "../src/define.ts";
import type { StandInReceivers } from "../src/testing.ts";
import { eventually } from "./live-programs.ts";
import { type NotifiedAlertmanager, RUNBOOK, startNotifiedAlertmanager } from "./notified-alertmanager.ts";

const SECONDS = { seconds: 60 } as const;
const LONG = "x".repeat(3000);

let live: NotifiedAlertmanager;
let fakes: StandInReceivers;
let send: NotifiedAlertmanager["send"];

beforeAll(async () => {
  live = await startNotifiedAlertmanager();
  ({ receivers: fakes, send } = live);
}, 60_000);
afterAll(() => live?.[Symbol.asyncDispose]());

async function counter(name: string): Promise<number> {
  const text = await (await fetch(`${live.url}/metrics`)).text();
  return [...text.matchAll(new RegExp(`^${name}\\{[^}]*integration="webhook"[^}]*\\} (\\S+)$`, "gm"))].reduce(
    (sum, [, value]) => sum + Number(value),
    0,
  );
}

const SEND_COUNTERS = ["alertmanager_notifications_failed_total", "alertmanager_notifications_total"] as const;

async function sendCounters(): Promise<Readonly<Record<string, number>>> {
  return Object.fromEntries(await Promise.all(SEND_COUNTERS.map(async (name) => [name, await counter(name)] as const)));
}

/** What promtool has against it that our rule fires on the counters of this Alertmanager as they were and as they are. */
async function alertedBy(before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>): Promise<string> {
  const { title, alerts, metrics } = alertmanager();
  const rules = alertRules({ job: "alertmanager", title, alerts, scrapeIntervalSeconds: 15 });
  const alert = rules.find(({ name }) => name === "AlertmanagerCriticalSendFailures") as AlertingRule;
  const labels = { job: "alertmanager", instance: "alerts:9093", integration: "webhook" };
  const input = metrics
    .filter(({ name }) => Object.hasOwn(before, name))
    .map((series) => {
      const held = (from = 0) => ({ kind: "line", from, step: 0, count: 20 }) as const;
      return { series, part: "value", labels, samples: [held(before[series.name]), held(after[series.name])] } as const;
    });
  const firing = [{ job: "alertmanager", integration: "webhook" }];
  const expectations = [
    { alert, atSeconds: 285, firing: [] },
    { alert, atSeconds: 480, firing },
  ];
  const test = { name: "fires on what Alertmanager counted", evaluationSeconds: 15, sampleSeconds: 15, input, expectations };
  return runRuleTests([{ name: "alertmanager", intervalSeconds: 15, rules }], [test]);
}

test("a critical alert of the business comes to PagerDuty, both channels of Slack, the mailbox and the telephone, with its links, and again when it is over", async () => {
  const { pagerduty, slack, sms, mails } = fakes;
  const labels = { alertname: "TillOrdersDrop", service: "till" };
  await send(labels);
  await eventually(
    async () => (pagerduty.accepted.length > 0 && slack.accepted.length > 1 && sms.accepted.length > 0 && mails.accepted.length > 0) || undefined,
    SECONDS,
  );
  const [page] = pagerduty.accepted;
  expect(page).toMatchObject({
    event_action: "trigger",
    payload: { summary: "till has lost its orders (till, team-shop)", severity: "critical", class: "business" },
    links: [{ href: RUNBOOK, text: "Runbook" }, { href: "https://grafana.shop.example/d/till", text: "Dashboard" }, { text: "Silence" }],
  });
  expect(page?.payload?.custom_details).toMatchObject({
    what: "They are 41 % of yesterday's.",
    answer: "Answer within 5 minutes. On-call engineer, after 15 minutes DevOps lead, then CTO.",
  });
  expect(page?.links?.[2]?.href).toBe(
    "https://alerts.shop.example/#/silences/new?filter=%7Balertname%3D%22TillOrdersDrop%22%2C%20service%3D%22till%22%7D",
  );
  expect(slack.accepted.map(({ channel }) => channel).toSorted()).toEqual(["#critical-alerts", "#team-shop"]);
  expect(slack.accepted[0]?.attachments[0]).toMatchObject({
    title: "[CRITICAL] till has lost its orders",
    title_link: RUNBOOK,
    text: "They are 41 % of yesterday's.",
    color: "danger",
    actions: [{ text: "Runbook", url: RUNBOOK }, { text: "Dashboard" }, { text: "Silence" }],
  });
  expect(sms.accepted[0]).toMatchObject({ status: "firing", alerts: [{ annotations: { summary: "till has lost its orders" } }] });
  expect(mails.accepted[0]).toContain("Subject: [CRITICAL] till has lost its orders");
  expect(mails.accepted[0]).toContain("To: shop@shop.example");
  await send(labels, { over: true });
  const isOver = async () =>
    pagerduty.accepted.some(({ event_action, dedup_key }) => event_action === "resolve" && dedup_key === page?.dedup_key) || undefined;
  await eventually(isOver, SECONDS);
  await eventually(async () => sms.accepted.some(({ status }) => status === "resolved") || undefined, SECONDS);
  await eventually(async () => slack.accepted.some(({ attachments }) => attachments[0]?.title.startsWith("[RESOLVED]")) || undefined, SECONDS);
  await eventually(async () => mails.accepted.some((mail) => mail.includes("[RESOLVED]")) || undefined, SECONDS);
  const refused = [...pagerduty.refused, ...slack.refused, ...sms.refused, ...mails.refused];
  expect(refused).toEqual([]);
}, 120_000);

test("a warning goes to Slack and the mailbox and wakes nobody; a description of any length is taken", async () => {
  const pages = fakes.pagerduty.accepted.length;
  await send(
    { alertname: "MailHighErrorRate", service: "mail", team: "team-post", severity: "warning", category: "services", priority: "high" },
    { description: LONG },
  );
  await eventually(async () => fakes.slack.accepted.some(({ channel }) => channel === "#alerts") || undefined, SECONDS);
  await eventually(async () => fakes.mails.accepted.some((mail) => mail.includes("To: post@shop.example")) || undefined, SECONDS);
  expect(fakes.pagerduty.accepted).toHaveLength(pages);
  expect([...fakes.slack.refused, ...fakes.mails.refused]).toEqual([]);
}, 120_000);

test("a webhook that answers 500 is asked again until it takes the message", async () => {
  let refusals = 0;
  fakes.misbehave((response) => {
    refusals += 1;
    response.writeHead(500).end();
    return true;
  });
  await send({ alertname: "TillOrdersDrop", service: "till", region: "north" });
  await eventually(async () => refusals > 2 || undefined, SECONDS);
  fakes.misbehave(undefined);
  await eventually(async () => fakes.sms.accepted.some(({ alerts }) => alerts.some(({ labels }) => labels.region === "north")) || undefined, SECONDS);
  expect(await counter("alertmanager_notification_requests_failed_total")).toBeGreaterThan(0);
}, 120_000);

test("a webhook that hangs is given up, counted as failed, alerted by AlertmanagerCriticalSendFailures, and tried again", async () => {
  const before = fakes.attempts();
  const counted = await sendCounters();
  fakes.misbehave(() => true);
  await send({ alertname: "TillOrdersDrop", service: "kiosk", region: "south" });
  await eventually(
    async () =>
      ((await counter("alertmanager_notifications_failed_total")) > (counted.alertmanager_notifications_failed_total ?? 0) &&
        fakes.attempts() > before) ||
      undefined,
    SECONDS,
  );
  expect(await alertedBy(counted, await sendCounters())).toBe("");
  fakes.misbehave(undefined);
  await eventually(async () => fakes.sms.accepted.some(({ alerts }) => alerts.some(({ labels }) => labels.region === "south")) || undefined, SECONDS);
}, 150_000);
