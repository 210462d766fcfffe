import { cleanupStack, restartStack, type StateFolder, stackLogs, stackStatus, startStack, stateFolder, stopStack } from "@platform/stack";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { printTable } from "../../terminal/print-table.ts";
import type { Terminal } from "../../terminal/terminal.ts";

export interface StackOptions {
  readonly state: string;
  readonly json?: true;
}

/** `platform stack start` */
export function start(options: StackOptions, terminal: Terminal): Promise<ExitCode> {
  return change("started", startStack, options, terminal);
}

/** `platform stack stop` */
export function stop(options: StackOptions, terminal: Terminal): Promise<ExitCode> {
  return change("stopped", stopStack, options, terminal);
}

/** `platform stack restart` */
export function restart(options: StackOptions, terminal: Terminal): Promise<ExitCode> {
  return change("restarted", restartStack, options, terminal);
}

async function change(
  done: string,
  work: (state: StateFolder) => Promise<readonly string[]>,
  { state, json }: StackOptions,
  { out }: Terminal,
): Promise<ExitCode> {
  const programs = await work(stateFolder(state));
  out.line(
    json ? JSON.stringify({ ok: true, [done]: programs }, null, 2) : programs.length === 0 ? `nothing ${done}` : `${done}: ${programs.join(", ")}`,
  );
  return exitCode.fine;
}

/** `platform stack status`: exit 1 while a program does not run, or a deploy was ended in its middle. */
export async function status({ state, json }: StackOptions, { out }: Terminal): Promise<ExitCode> {
  const found = await stackStatus(stateFolder(state));
  const ok = found.phase === "deployed" && found.programs.every((program) => program.state === "running");
  if (json) {
    out.line(JSON.stringify({ ok, ...found }, null, 2));
  } else if (found.phase === "nothing") {
    out.line("nothing is deployed");
  } else {
    const rows = found.programs.map(({ name, version, state: is, pid, ports }) => [
      name,
      is,
      pid === undefined ? "-" : String(pid),
      ports.join(","),
      version,
    ]);
    printTable(["PROGRAM", "STATE", "PROCESS", "PORT", "VERSION"], rows, out);
    if (found.phase === "deploying") {
      out.line("The last deploy was ended in its middle. Run: platform stack deploy");
    }
  }
  return ok ? exitCode.fine : exitCode.findings;
}

/** `platform stack logs` */
export async function logs(
  options: StackOptions & { readonly program: string | undefined; readonly lines: number },
  { out }: Terminal,
): Promise<ExitCode> {
  const { state, json, program, lines } = options;
  const found = await stackLogs(stateFolder(state), { lines, ...(program !== undefined && { program }) });
  if (json) {
    out.line(JSON.stringify({ ok: true, logs: found }, null, 2));
    return exitCode.fine;
  }
  for (const log of found) {
    for (const line of log.lines) {
      out.line(program === undefined ? `${out.style("cyan", log.name)} ${line}` : line);
    }
  }
  return exitCode.fine;
}

/** `platform stack cleanup` */
export async function cleanup(options: StackOptions & { readonly yes?: true; readonly backups?: true }, { out }: Terminal): Promise<ExitCode> {
  const { state, json, yes = false, backups = false } = options;
  const { removed, left } = await cleanupStack(stateFolder(state), { dryRun: !yes, backups });
  if (json) {
    out.line(JSON.stringify({ ok: true, dryRun: !yes, removed, left }, null, 2));
    return exitCode.fine;
  }
  out.line(`${yes ? "removed" : "would remove"}: ${removed.join(", ") || "nothing"}`);
  if (left.length > 0) {
    out.line(`left: ${left.join(", ")}`);
  }
  if (!yes) {
    out.line("Nothing was changed. With --yes it is done.");
  }
  return exitCode.fine;
}
