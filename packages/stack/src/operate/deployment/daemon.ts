import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { EnvironmentError } from "../environment-error.ts";
import { identityOf, isRunning } from "../native/process-identity.ts";
import type { ProgramExit } from "../native/program.ts";
import { describeDeath, pidOf } from "../native/spawn-program.ts";
import { waitUntilReady } from "../native/wait-until-ready.ts";
import { askingBy } from "../web/endpoint.ts";
import type { DeployedProgram } from "./deployment-record.ts";
import { type StateFolder, writeAtomically, writeError } from "./state-folder.ts";

/** A process that outlives the command that started it. */
export interface Daemon {
  readonly pid: number;
  readonly identity: string;
  /** Of the command line and the version that were started. */
  readonly fingerprint: string;
}

/** Prometheus writes what it holds in memory before it ends. */
const STOP_SECONDS = 30;
const POLL_SECONDS = 0.05;

/**
 * The shell becomes the program once it is told that it is on record, and ends when whoever was to tell is gone: no program ever runs that is
 * on no record, wherever the command that starts it is ended.
 */
const WAIT_AND_BECOME = `
umask 077
read -r go || exit 125
exec "$@" </dev/null
`;

/** The process that runs a program, if one does. */
export async function runningDaemon(state: StateFolder, name: string): Promise<Daemon | undefined> {
  const text = await readFile(runFile(state, name), "utf8").catch(() => "");
  const [pid, start, fingerprint = ""] = text.trim().split(" ");
  const identity = `${pid} ${start}`;
  return (await isRunning(identity)) ? { pid: Number(pid), identity, fingerprint } : undefined;
}

/** Names of all programs that run in this folder, whatever its record says. */
export async function runningDaemons(state: StateFolder): Promise<readonly string[]> {
  const entries = await readdir(state.run).catch((error: NodeJS.ErrnoException): string[] => {
    ignoreMissing(error);
    return [];
  });
  const names = entries.filter((name) => !name.endsWith(".tmp")).sort();
  const daemons = await Promise.all(names.map((name) => runningDaemon(state, name)));
  return names.filter((_, index) => daemons[index] !== undefined);
}

/** Equal for a program that need not be started anew. */
export function fingerprintOf({ command, version, env, web }: DeployedProgram): string {
  return createHash("sha256")
    .update(JSON.stringify([command, version, env, ...(web === undefined ? [] : [web])]))
    .digest("hex")
    .slice(0, 16);
}

/**
 * Starts a program in a session of its own and waits until it is ready. The log of its last run is kept as `<name>.log.1`.
 *
 * @throws EnvironmentError `folder_unwritable`, `disk_full`, `program_start_failed`, `program_died`, `port_in_use`, `program_not_ready`
 */
export async function startDaemon(state: StateFolder, program: DeployedProgram): Promise<void> {
  const logFile = logFileOf(state, program.name);
  const log = await openLog(logFile);
  const startedAt = performance.now();
  try {
    const child = spawn("/bin/sh", ["-c", WAIT_AND_BECOME, program.command[0], ...program.command], {
      cwd: program.cwd,
      env: { PATH: "/usr/local/bin:/usr/bin:/bin", ...program.env },
      detached: true,
      stdio: ["pipe", log.fd, log.fd],
    });
    const pid = await pidOf(program, child);
    const exited = new Promise<ProgramExit>((resolve) => {
      child.once("exit", (code, signal) => resolve({ code, signal, afterSeconds: (performance.now() - startedAt) / 1000 }));
    });
    const death = (exit: ProgramExit): Promise<EnvironmentError> => describeDeath(program, exit, logFile);
    await letRun(child.stdin, async () => writeAtomically(runFile(state, program.name), `${await identityOf(pid)} ${fingerprintOf(program)}\n`));
    await waitUntilReady({ program, logFile, exited, death }, { ask: askingBy(program.web) });
    child.unref();
  } finally {
    await log.close();
  }
}

/** Tells the shell to become the program once that is on record, or never to. */
async function letRun(shell: Writable | null, record: () => Promise<void>): Promise<void> {
  // A shell that was ended from outside takes no word any more: its exit tells of it.
  shell?.on("error", () => {});
  try {
    await record();
    shell?.end("go\n");
  } catch (error) {
    shell?.destroy();
    throw error;
  }
}

/** Asks a program to end, ends it after a grace, and resolves when it is gone; at once if it does not run. */
export async function stopDaemon(state: StateFolder, name: string, { graceSeconds = STOP_SECONDS } = {}): Promise<void> {
  const daemon = await runningDaemon(state, name);
  if (daemon !== undefined) {
    signal(daemon, "SIGTERM");
    const deadline = performance.now() + graceSeconds * 1000;
    let isKilled = false;
    while (await isRunning(daemon.identity)) {
      if (!isKilled && performance.now() > deadline) {
        isKilled = true;
        signal(daemon, "SIGKILL");
      }
      await sleep(POLL_SECONDS * 1000);
    }
  }
  await rm(runFile(state, name), { force: true });
}

function signal({ pid }: Daemon, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
      throw error;
    }
  }
}

export function logFileOf(state: StateFolder, name: string): string {
  return join(state.logs, `${name}.log`);
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") {
    throw error;
  }
}

function runFile(state: StateFolder, name: string): string {
  return join(state.run, name);
}

async function openLog(logFile: string) {
  try {
    await rename(logFile, `${logFile}.1`).catch(ignoreMissing);
    return await open(logFile, "a", 0o600);
  } catch (cause) {
    throw writeError(logFile, cause);
  }
}
