import { backupCompose, backupStack, restoreCompose, restoreStack, stateFolder } from "@platform/stack";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import type { StackOptions } from "./operate.ts";
import { programPlace, targetOf } from "./target.ts";

export interface BackupCommandOptions extends StackOptions {
  readonly passwordFile: string;
  readonly repository?: string;
  readonly remote?: string;
}

export interface RestoreCommandOptions extends StackOptions {
  readonly passwordFile: string;
  readonly repository?: string;
  readonly snapshot?: string;
  readonly verify?: true;
}

/** `platform stack backup` */
export async function backup({ state, json, ...options }: BackupCommandOptions, { out }: Terminal): Promise<ExitCode> {
  const folder = stateFolder(state);
  const wanted = { ...options, ...surroundings() };
  const report = (await targetOf(folder)) === "compose" ? await backupCompose(folder, wanted, programPlace()) : await backupStack(folder, wanted);
  if (json) {
    out.line(JSON.stringify({ ok: true, ...report }, null, 2));
  } else {
    const places = [report.repository, ...(report.remote === undefined ? [] : [report.remote])];
    out.line(`backup ${report.snapshot.slice(0, 8)}: ${(report.bytes / 2 ** 20).toFixed(1)} MiB in ${places.join(" and ")}`);
  }
  return exitCode.fine;
}

/** `platform stack restore` */
export async function restore({ state, json, ...options }: RestoreCommandOptions, { out }: Terminal): Promise<ExitCode> {
  const folder = stateFolder(state);
  const wanted = { ...options, ...surroundings() };
  const report = (await targetOf(folder)) === "compose" ? await restoreCompose(folder, wanted, programPlace()) : await restoreStack(folder, wanted);
  if (json) {
    out.line(JSON.stringify({ ok: true, ...report }, null, 2));
    return exitCode.fine;
  }
  out.line(`backup ${report.snapshot} of ${new Date(report.createdAt * 1000).toISOString()}: proved, ${report.proved} jobs answer as they did`);
  out.line(options.verify ? "Nothing was changed." : `started: ${report.started.join(", ")}`);
  return exitCode.fine;
}

function surroundings() {
  return { searchPath: process.env.PATH ?? "", environment: process.env };
}
