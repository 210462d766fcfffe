import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type StateFolder, writeAtomically } from "../deployment/state-folder.ts";

/** In Unix seconds. */
export interface BackupTimes {
  /** End of the last backup that was made; undefined before the first. */
  readonly lastSuccess: number | undefined;
  /** Time by which the next one must be made. */
  readonly due: number;
}

/** A day, and two hours for the backup itself. */
const EVERY_SECONDS = 26 * 3600;
const SUCCESS = "platform_backup_last_success_timestamp_seconds";
const DUE = "platform_backup_due_timestamp_seconds";

export async function readBackupTimes(state: StateFolder): Promise<BackupTimes> {
  const text = await readFile(fileOf(state), "utf8").catch(() => "");
  const read = (name: string) => {
    const [, value] = new RegExp(`^${name} (\\S+)$`, "m").exec(text) ?? [];
    return value === undefined ? undefined : Number(value);
  };
  return { lastSuccess: read(SUCCESS), due: read(DUE) ?? 0 };
}

/** Writes what the node exporter exposes: of a backup made now, or, before the first, only when one must be there. */
export async function writeBackupTimes(state: StateFolder, { lastSuccess }: { readonly lastSuccess?: number }): Promise<void> {
  const due = (lastSuccess ?? Date.now() / 1000) + EVERY_SECONDS;
  const success = lastSuccess === undefined ? [] : metric(SUCCESS, "End of the last backup.", lastSuccess);
  const lines = [...success, ...metric(DUE, "Time by which the next backup must have been made.", due)];
  await writeAtomically(fileOf(state), `${lines.join("\n")}\n`, { readable: true });
}

function metric(name: string, help: string, value: number): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${Math.round(value)}`];
}

function fileOf(state: StateFolder): string {
  return join(state.metrics, "platform_backup.prom");
}
