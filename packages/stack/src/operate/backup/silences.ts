import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type StateFolder, writeAtomically } from "../deployment/state-folder.ts";
import { EnvironmentError } from "../environment-error.ts";
import { askAt } from "../health/prometheus-api.ts";
import type { Endpoint } from "../web/endpoint.ts";

/** https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml */
interface Silence {
  readonly id: string;
  readonly status: { readonly state: "active" | "pending" | "expired" };
  readonly matchers: readonly object[];
  readonly startsAt: string;
  readonly endsAt: string;
  readonly createdBy: string;
  readonly comment: string;
}

const FILE = "silences.json";

/** Writes every silence that is in force: Alertmanager's own file lags behind them by up to a minute. */
export async function saveSilences(alertmanager: Endpoint, folder: string): Promise<void> {
  const silences = await ask(alertmanager);
  await writeFile(join(folder, FILE), JSON.stringify(silences.filter(isInForce)));
}

/** Puts the silences of a backup where the next start takes them up, also the one after a restore that was ended in its middle. */
export async function keepSilences(state: StateFolder, folder: string): Promise<void> {
  await writeAtomically(state.silences, await readFile(join(folder, FILE), "utf8"));
}

export async function dropSilences(state: StateFolder): Promise<void> {
  await rm(state.silences, { force: true });
}

/** Makes those anew that were kept and that Alertmanager does not know from its own file. */
export async function takeUpSilences(state: StateFolder, alertmanager: () => Endpoint): Promise<void> {
  const text = await readFile(state.silences, "utf8").catch(() => undefined);
  if (text !== undefined) {
    await bringBackSilences(alertmanager(), JSON.parse(text) as readonly Silence[]);
    await dropSilences(state);
  }
}

async function bringBackSilences(alertmanager: Endpoint, saved: readonly Silence[]): Promise<void> {
  const known = new Set((await ask(alertmanager)).filter(isInForce).flatMap((silence) => [silence.id, signOf(silence)]));
  const lost = saved.filter((silence) => !known.has(silence.id) && !known.has(signOf(silence)) && Date.parse(silence.endsAt) > Date.now());
  for (const { matchers, startsAt, endsAt, createdBy, comment } of lost) {
    const response = await alertmanager.ask(`${alertmanager.url}/api/v2/silences`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ matchers, startsAt, endsAt, createdBy, comment }),
    });
    if (!response.ok) {
      throw new EnvironmentError(
        "backup_failed",
        `Alertmanager does not take back the silence ${JSON.stringify(comment)}: ${await response.text()}.`,
        "Make it by hand.",
      );
    }
  }
}

/** Equal for one that was made anew, which has another id. */
function signOf({ createdBy, comment, endsAt, matchers }: Silence): string {
  return JSON.stringify([createdBy, comment, Date.parse(endsAt), matchers.length]);
}

function ask(alertmanager: Endpoint): Promise<readonly Silence[]> {
  return askAt(alertmanager)<readonly Silence[]>("/api/v2/silences").catch((cause: unknown) => {
    throw new EnvironmentError("backup_failed", "Alertmanager does not answer.", "Run: platform stack start", { cause });
  });
}

function isInForce({ status }: Silence): boolean {
  return status.state !== "expired";
}
