import {
  cleanupCompose,
  cleanupStack,
  composeLogs,
  composeStatus,
  restartCompose,
  restartStack,
  type StateFolder,
  stackLogs,
  stackStatus,
  startCompose,
  startStack,
  stateFolder,
  stopCompose,
  stopStack,
} from "@platform/stack";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { printTable } from "../../terminal/print-table.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { programPlace, type Target, targetOf } from "./target.ts";

export interface StackOptions {
  readonly state: string;
  readonly json?: true;
}

type Change = (state: StateFolder) => Promise<readonly string[]>;

const CHANGES = {
  started: { native: startStack, compose: (state) => startCompose(state, programPlace()) },
  stopped: { native: stopStack, compose: (state) => stopCompose(state, programPlace()) },
  restarted: { native: restartStack, compose: (state) => restartCompose(state, programPlace()) },
} as const satisfies Readonly<Record<string, Readonly<Record<Target, Change>>>>;

/** `platform stack start` */
export function start(options: StackOptions, terminal: Terminal): Promise<ExitCode> {
  return change("started", options, terminal);
}

/** `platform stack stop` */
export function stop(options: StackOptions, terminal: Terminal): Promise<ExitCode> {
  return change("stopped", options, terminal);
}

/** `platform stack restart` */
export function restart(options: StackOptions, terminal: Terminal): Promise<ExitCode> {
  return change("restarted", options, terminal);
}

async function change(done: keyof typeof CHANGES, { state, json }: StackOptions, { out }: Terminal): Promise<ExitCode> {
  const folder = stateFolder(state);
  const programs = await CHANGES[done][await targetOf(folder)](folder);
  out.line(
    json ? JSON.stringify({ ok: true, [done]: programs }, null, 2) : programs.length === 0 ? `nothing ${done}` : `${done}: ${programs.join(", ")}`,
  );
  return exitCode.fine;
}

/** `platform stack status`: exit 1 while a program does not run, or a deploy was ended in its middle. */
export async function status(options: StackOptions, terminal: Terminal): Promise<ExitCode> {
  const { state, json } = options;
  const { out } = terminal;
  if ((await targetOf(stateFolder(state))) === "compose") {
    return statusOfContainers(options, terminal);
  }
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

async function statusOfContainers({ state, json }: StackOptions, { out }: Terminal): Promise<ExitCode> {
  const found = await composeStatus(stateFolder(state), programPlace());
  const ok = found.phase === "deployed" && found.containers.every((container) => ["working", "done"].includes(container.state));
  if (json) {
    out.line(JSON.stringify({ ok, target: "compose", ...found }, null, 2));
    return ok ? exitCode.fine : exitCode.findings;
  }
  printTable(
    ["CONTAINER", "STATE", "IMAGE"],
    found.containers.map(({ name, state: is, image }) => [name, is, image]),
    out,
  );
  if (found.phase === "deploying") {
    out.line("The last deploy was ended in its middle. Run: platform stack deploy --target compose");
  }
  return ok ? exitCode.fine : exitCode.findings;
}

/** `platform stack logs` */
export async function logs(
  options: StackOptions & { readonly program: string | undefined; readonly lines: number },
  { out }: Terminal,
): Promise<ExitCode> {
  const { state, json, program, lines } = options;
  const folder = stateFolder(state);
  const wanted = { lines, ...(program !== undefined && { program }) };
  const found = (await targetOf(folder)) === "compose" ? await composeLogs(folder, wanted, programPlace()) : await stackLogs(folder, wanted);
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
  const folder = stateFolder(state);
  const wanted = { dryRun: !yes, backups };
  const { removed, left } =
    (await targetOf(folder)) === "compose" ? await cleanupCompose(folder, wanted, programPlace()) : await cleanupStack(folder, wanted);
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
