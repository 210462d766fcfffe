import type { Model } from "@platform/grafana-dashboards";
import { type FiringAlert, firingAlerts } from "./firing-alerts.ts";
import { injectErrors } from "./inject-fault.ts";
import { type Attempt, poll } from "./poll.ts";
import { printTable } from "./print-table.ts";
import type { Progress } from "./progress.ts";
import { ProofFailure } from "./proof-failure.ts";
import { loopbackUrl } from "./run-ports.ts";
import type { RunSettings } from "./run-settings.ts";
import { ERROR_RATE, VICTIM } from "./serve-page.ts";
import { isFull, readServiceTable, type ServiceTable } from "./service-table.ts";
import { verifyRun } from "./verify-run.ts";

export interface ProveOptions {
  readonly model: Model;
  readonly progress: Progress;
  readonly print: (lines: readonly string[]) => void;
  readonly signal: AbortSignal;
}

/**
 * Proves the whole path: every panel has data and no rule an error; a fault raises the alert that was generated for it, in
 * Alertmanager, with its runbook.
 *
 * @throws ProofFailure with what was missing
 */
export async function proveOnce(settings: RunSettings, { model, progress, print, signal }: ProveOptions): Promise<void> {
  const table = await poll("A full table", () => fullTable(settings), { everySeconds: 1, withinSeconds: 60, signal });
  progress("The first full table: every service has a value in every column.");
  print(printTable(table));
  const verified = await poll("Data in every panel", () => verifyRun(model, settings), { everySeconds: 5, withinSeconds: 120, signal });
  progress(verified);
  const name = fastBurnAlert(model);
  const alertmanager = { url: loopbackUrl(settings.ports.alertmanager) };
  if ((await firingAlerts(alertmanager)).some((alert) => alert.name === name)) {
    throw new ProofFailure(`${name} fires before anything is broken.`);
  }
  await injectErrors(VICTIM, ERROR_RATE, settings.ports);
  progress(`${ERROR_RATE * 100} % of the requests to ${VICTIM} are made to fail; waiting for ${name}.`);
  const alert = await poll(`Alert ${name}`, () => findAlert(name, alertmanager), { everySeconds: 1, withinSeconds: 60, signal });
  progress(`${name} fires in Alertmanager.`);
  print([...printTable(await readServiceTable(settings)), "", ...alertLines(alert)]);
  await injectErrors(VICTIM, 0, settings.ports);
  progress(`${VICTIM} is whole again.`);
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
