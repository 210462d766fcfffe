import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EnvironmentError } from "../environment-error.ts";
import { askAt } from "../health/prometheus-api.ts";

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
export async function saveSilences(alertmanagerUrl: string, folder: string): Promise<void> {
  const silences = await ask(alertmanagerUrl);
  await writeFile(join(folder, FILE), JSON.stringify(silences.filter(isInForce)));
}

/** Makes those anew that Alertmanager does not know from its own file. */
export async function bringBackSilences(alertmanagerUrl: string, folder: string): Promise<void> {
  const saved = JSON.parse(await readFile(join(folder, FILE), "utf8")) as readonly Silence[];
  const known = new Set((await ask(alertmanagerUrl)).map(({ id }) => id));
  for (const { matchers, startsAt, endsAt, createdBy, comment } of saved.filter(
    ({ id, endsAt }) => !known.has(id) && Date.parse(endsAt) > Date.now(),
  )) {
    const response = await fetch(`${alertmanagerUrl}/api/v2/silences`, {
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

function ask(url: string): Promise<readonly Silence[]> {
  return askAt(url)<readonly Silence[]>("/api/v2/silences").catch((cause: unknown) => {
    throw new EnvironmentError("backup_failed", "Alertmanager does not answer.", "Run: platform stack start", { cause });
  });
}

function isInForce({ status }: Silence): boolean {
  return status.state !== "expired";
}
