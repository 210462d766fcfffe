import { setTimeout as sleep } from "node:timers/promises";
import { priorityOf } from "@platform/alerts";
import type { Model } from "@platform/grafana-dashboards";
import { SEVERITIES, type Severity } from "@platform/promql";
import { type AlertmanagerClient, alertmanagerClient } from "../../alertmanager/alertmanager-client.ts";
import { alertNamed, type DefinedAlert, definedAlerts } from "../../alertmanager/defined-alerts.ts";
import { CommandError } from "../../command-error.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { printTable } from "../../terminal/print-table.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { checkedModel, type ModelOptions } from "../checked-model.ts";
import { type ChannelCount, channelsOf, countedSends } from "./channels.ts";

export interface TestAlertOptions extends ModelOptions {
  readonly alertmanager?: string;
  readonly alert?: string;
  readonly team?: string;
  readonly severity?: Severity;
  /** Seconds. */
  readonly wait: number;
}

/** Of a service that there is not: it inhibits nothing, nothing inhibits it, and it waits for no other test of its group. */
const ALERT = "PlatformTest";

interface LiveAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly receivers: readonly { readonly name: string }[];
  readonly status: { readonly state: "active" | "suppressed" | "unprocessed" };
}

/**
 * `platform alert test`: an alert of its own name, with the team, severity and category of a real one, and thus on its way. It counts what Alertmanager
 * sent meanwhile by each channel of the receiver; others that fire at the same time count as well.
 */
export async function testAlert(options: TestAlertOptions, { out, err }: Terminal): Promise<ExitCode> {
  const { model } = await checkedModel(options);
  const like = chosen(definedAlerts(model), options);
  const { severity = like.rule.severity, team = like.labels.team ?? "" } = options;
  requireTeam(team, model);
  const client = alertmanagerClient(options.alertmanager, model);
  const before = countedSends(await client.text("/metrics"));
  const labels = {
    alertname: ALERT,
    severity,
    team,
    category: like.rule.category,
    priority: priorityOf({ severity, labels: {} }),
    service: `test-${Date.now()}`,
  };
  await send(client, labels, like, model);
  try {
    const { receivers, state } = await wayOf(client, labels.service);
    err.line(`${ALERT} of ${team}, ${severity}, ${like.rule.category}: ${receiversText(receivers)}`);
    if (state === "suppressed") {
      throw new CommandError("alert_silenced", "A silence or an inhibition keeps the test alert quiet.", {
        exit: exitCode.findings,
        hint: "platform silence list shows the silences.",
      });
    }
    const channels = channelsOf(await configOf(client), receivers);
    const counts = await waitForSends(client, channels, before, options.wait);
    const ok = counts.length > 0 && counts.every(({ sent, expected }) => sent >= expected);
    report({ ok, receivers, counts }, options, out);
    return ok ? exitCode.fine : exitCode.findings;
  } finally {
    await send(client, labels, like, model, { over: true });
  }
}

function chosen(alerts: readonly DefinedAlert[], { alert, severity }: TestAlertOptions): DefinedAlert {
  if (alert !== undefined) {
    return alertNamed(alert, alerts);
  }
  const wanted = severity ?? SEVERITIES[0];
  const first = alerts.find(({ rule, isWatchdog }) => rule.severity === wanted && !isWatchdog) ?? alerts[0];
  if (first === undefined) {
    throw new CommandError("alert_unknown", "The definitions have no alert.", { exit: exitCode.usage });
  }
  return first;
}

function requireTeam(team: string, { platform: { notifications } }: Model): void {
  if (notifications !== undefined && !Object.hasOwn(notifications.teams, team)) {
    throw new CommandError("team_unknown", `Team ${JSON.stringify(team)} has no channels.`, {
      exit: exitCode.usage,
      hint: `Teams are ${Object.keys(notifications.teams).join(", ")}.`,
    });
  }
}

async function send(
  client: AlertmanagerClient,
  labels: Readonly<Record<string, string>>,
  { rule }: DefinedAlert,
  { platform: { links } }: Model,
  { over = false } = {},
): Promise<void> {
  const now = Date.now();
  const annotations = {
    summary: "A test of notifications: nothing is wrong",
    description: `Sent by platform alert test, on the way of ${rule.name}.`,
    runbook_url: `${links.runbooks}/${rule.runbook}.md`,
    dashboard_url: links.grafana,
  };
  // Should this command be killed, it ends by itself.
  const times = { startsAt: new Date(now - 60_000).toISOString(), endsAt: new Date(over ? now - 1000 : now + 300_000).toISOString() };
  await client.send("POST", "/api/v2/alerts", [{ labels, annotations, ...times, generatorURL: links.prometheus }]);
}

/** A route that continues leads to several. */
function receiversText(names: readonly string[]): string {
  return `${names.length === 1 ? "receiver" : "receivers"} ${names.join(", ")}`;
}

/** Where Alertmanager sends it, by its own word. */
async function wayOf(
  client: AlertmanagerClient,
  service: string,
): Promise<{ readonly receivers: readonly string[]; readonly state: LiveAlert["status"]["state"] }> {
  const filter = encodeURIComponent(`service="${service}"`);
  for (let attempt = 0; attempt < 50; attempt++) {
    const [alert] = await client.json<readonly LiveAlert[]>(`/api/v2/alerts?filter=${filter}`);
    if (alert !== undefined && alert.status.state !== "unprocessed") {
      return { receivers: alert.receivers.map(({ name }) => name), state: alert.status.state };
    }
    await sleep(200);
  }
  throw new CommandError("alert_lost", "Alertmanager took the test alert and does not show it.", { exit: exitCode.environment });
}

async function configOf(client: AlertmanagerClient): Promise<string> {
  return (await client.json<{ readonly config: { readonly original: string } }>("/api/v2/status")).config.original;
}

async function waitForSends(
  client: AlertmanagerClient,
  channels: ReadonlyMap<string, number>,
  before: ReadonlyMap<string, ChannelCount>,
  seconds: number,
): Promise<readonly (ChannelCount & { readonly channel: string; readonly expected: number })[]> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const now = countedSends(await client.text("/metrics"));
    const counts = [...channels].map(([channel, expected]) => {
      const [first, last] = [before.get(channel), now.get(channel)];
      return { channel, expected, sent: (last?.sent ?? 0) - (first?.sent ?? 0), failed: (last?.failed ?? 0) - (first?.failed ?? 0) };
    });
    if (counts.every(({ sent, expected }) => sent >= expected) || performance.now() > deadline) {
      return counts;
    }
    await sleep(500);
  }
}

function report(
  {
    ok,
    receivers,
    counts,
  }: { readonly ok: boolean; readonly receivers: readonly string[]; readonly counts: Awaited<ReturnType<typeof waitForSends>> },
  { json, wait }: TestAlertOptions,
  out: Terminal["out"],
): void {
  if (json) {
    out.line(JSON.stringify({ ok, receivers, channels: counts }, null, 2));
    return;
  }
  if (counts.length === 0) {
    out.line(`Nobody is told by ${receiversText(receivers)}.`);
    return;
  }
  const rows = counts.map(({ channel, expected, sent, failed }) => [channel, `${Math.min(sent, expected)} of ${expected}`, String(failed)]);
  printTable(["CHANNEL", "SENT", "FAILED TRIES"], rows, out);
  out.line(ok ? "Every channel took it." : `Not every channel took it within ${wait} s; the log of Alertmanager says why.`);
}
