import type { Model } from "@platform/grafana-dashboards";
import type { StandInReceivers } from "@platform/stack/testing";
import { type FiringAlert, firingAlerts } from "./firing-alerts.ts";
import { type FollowedExemplar, followExemplar } from "./follow-exemplar.ts";
import { injectErrors } from "./inject-fault.ts";
import { type Page, pagedAlerts, pageOf } from "./page-at-pagerduty.ts";
import { passingFlows } from "./passing-flows.ts";
import { type Attempt, poll } from "./poll.ts";
import { printTable } from "./print-table.ts";
import type { Progress } from "./progress.ts";
import { ProofFailure } from "./proof-failure.ts";
import { loopbackUrl } from "./run-ports.ts";
import type { RunSettings } from "./run-settings.ts";
import { ERROR_RATE, type RunPage, VICTIM } from "./serve-page.ts";
import { isFull, readServiceTable, type ServiceTable } from "./service-table.ts";
import { verifyRun } from "./verify-run.ts";

export interface ProveOptions {
  readonly model: Model;
  readonly page: RunPage;
  readonly receivers: StandInReceivers;
  readonly progress: Progress;
  readonly print: (lines: readonly string[]) => void;
  readonly signal: AbortSignal;
}

/**
 * Proves the whole path: every panel has data and no rule an error, before and during an incident; a fault raises the alert that was
 * generated for it, in Alertmanager; somebody is paged once, with a link to the runbook that opens, and nobody for anything else; a point of
 * a histogram leads to the span of a failed request and to its line.
 *
 * @throws ProofFailure with what was missing
 */
export async function proveOnce(settings: RunSettings, options: ProveOptions): Promise<void> {
  const { model, receivers, progress, print, signal } = options;
  const table = await poll("A full table", () => fullTable(settings), { everySeconds: 1, withinSeconds: 60, signal });
  progress("The first full table: every service has a value in every column.");
  print(printTable(table));
  await dataEverywhere(settings, options);
  progress(await poll("Synthetic flows that pass", () => passingFlows(settings), { everySeconds: 1, withinSeconds: 60, signal }));
  const name = fastBurnAlert(model);
  const alertmanager = { url: loopbackUrl(settings.ports.alertmanager) };
  await onlyPages([], options, alertmanager);
  const brokenAt = Date.now() / 1000;
  await injectErrors(VICTIM, ERROR_RATE, settings.ports);
  progress(`${ERROR_RATE * 100} % of the requests to ${VICTIM} are made to fail; waiting for ${name}.`);
  const alert = await poll(`Alert ${name}`, () => findAlert(name, alertmanager), { everySeconds: 1, withinSeconds: 60, signal });
  progress(`${name} fires in Alertmanager.`);
  print([...printTable(await readServiceTable(settings)), "", ...alertLines(alert)]);
  const called = () => pageOf(name, receivers, { pageUrl: options.page.url() });
  const page = await poll("A page at PagerDuty", called, { everySeconds: 1, withinSeconds: 60, signal });
  progress("The page is at PagerDuty, and its runbook opens.");
  print(pageLines(page));
  const exemplar = { service: VICTIM, telemetry: options.page.telemetry, sinceSeconds: brokenAt };
  const followed = await poll("A trace", () => followExemplar(settings, exemplar), { everySeconds: 1, withinSeconds: 60, signal });
  progress("An exemplar of a failed request leads to its trace and to its line.");
  print(exemplarLines(followed));
  await dataEverywhere(settings, options);
  await onlyPages([name], options, alertmanager);
  progress("Somebody is paged once, and nobody for anything else.");
  await injectErrors(VICTIM, 0, settings.ports);
  progress(`${VICTIM} is whole again.`);
}

async function dataEverywhere(settings: RunSettings, { model, progress, print, signal }: ProveOptions): Promise<void> {
  const verify = () => verifyRun(model, settings);
  const [counts = "", ...reasons] = await poll("Data in every panel", verify, { everySeconds: 5, withinSeconds: 120, signal });
  progress(counts);
  print(reasons);
}

/** A machine that is busy is slow in truth, whatever was broken: pages for latency are no fault of the proof. */
async function onlyPages(expected: readonly string[], { model, receivers }: ProveOptions, alertmanager: { readonly url: string }): Promise<void> {
  const slow = model.services.flatMap(({ alerts, slos }) => {
    const latency = slos.filter(({ sli }) => sli.kind === "http-latency").map(({ name }) => name);
    return alerts.filter(({ labels }) => latency.includes(labels.slo ?? "")).map(({ name }) => name);
  });
  const firing = (await firingAlerts(alertmanager)).filter(({ severity }) => severity === "critical").map(({ name }) => name);
  const others = [...new Set([...firing, ...pagedAlerts(receivers)])].filter((name) => !expected.includes(name) && !slow.includes(name));
  if (others.length > 0) {
    throw new ProofFailure(`Somebody is paged for ${others.join(", ")}; only ${expected.join(", ") || "nothing"} is broken.`);
  }
}

async function fullTable(settings: RunSettings): Promise<Attempt<ServiceTable>> {
  const table = await readServiceTable(settings);
  if (isFull(table)) {
    return { found: table };
  }
  const gaps = table.rows.flatMap((row) => Object.entries(row).flatMap(([column, value]) => (value === undefined ? `${row.service} ${column}` : [])));
  return { missing: gaps.join(", ") };
}

async function findAlert(name: string, alertmanager: { readonly url: string }): Promise<Attempt<FiringAlert>> {
  const alerts = await firingAlerts(alertmanager);
  const found = alerts.find((alert) => alert.name === name);
  return found === undefined ? { missing: `Alertmanager has ${alerts.map((alert) => alert.name).join(", ") || "no alert"}` } : { found };
}

/** Name of the alert on the fast burning of the victim's availability budget, from the model that was generated. */
function fastBurnAlert({ services }: Model): string {
  const alerts = services.find(({ service }) => service.name === VICTIM)?.alerts ?? [];
  const alert = alerts.find(({ labels }) => labels.slo === "availability" && labels.tier === "fast");
  if (alert === undefined) {
    throw new ProofFailure(`Service ${VICTIM} has no alert on the fast burning of its availability budget.`);
  }
  return alert.name;
}

function alertLines({ name, severity, summary, runbookUrl, dashboardUrl }: FiringAlert): readonly string[] {
  return [`Alert      ${name} (${severity})`, `           ${summary}`, `Runbook    ${runbookUrl}`, `Dashboard  ${dashboardUrl}`];
}

function pageLines({ summary, answer, runbook, runbookTitle }: Page): readonly string[] {
  return [`Page       ${summary}`, `           ${answer}`, `Opens      ${runbook} (${runbookTitle})`];
}

function exemplarLines({ traceId, span, services, line }: FollowedExemplar): readonly string[] {
  return [`Trace      ${traceId} (${services.join(", ")})`, `Span       ${span}`, `Line       ${line}`];
}
