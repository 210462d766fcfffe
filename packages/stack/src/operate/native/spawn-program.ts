import { type ChildProcess, spawn } from "node:child_process";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { EnvironmentError } from "../environment-error.ts";
import { underDeathWatch } from "./death-watch.ts";
import { telltaleLine } from "./log-excerpt.ts";
import { portInUse } from "./port.ts";
import type { Program, ProgramExit } from "./program.ts";

/** A process that was started and is ours to end. */
export interface RunningProgram {
  readonly program: Program;
  readonly pid: number;
  /** Standard output and standard error, from this start on. */
  readonly logFile: string;
  /** Resolves when the process is gone; never rejects. */
  readonly exited: Promise<ProgramExit>;
  /** Asks the process to end, and ends it and what it started after the grace. Resolves when it is gone. */
  stop(options: { readonly graceSeconds: number }): Promise<void>;
  /** What its unwanted end is reported as. */
  death(exit: ProgramExit): Promise<EnvironmentError>;
}

/** Nobody left, or, on macOS, only the dead. */
const GROUP_GONE: readonly string[] = ["ESRCH", "EPERM"];
const ADDRESS_IN_USE = /EADDRINUSE|address already in use/i;

/**
 * Starts a process that ends with its parent, writes its output to `<logFolder>/<name>.log` and is left to itself.
 *
 * @throws EnvironmentError `folder_unwritable`, `program_start_failed`
 */
export async function spawnProgram(program: Program, { logFolder }: { readonly logFolder: string }): Promise<RunningProgram> {
  const logFile = join(logFolder, `${program.name}.log`);
  const log = await openLog(logFile);
  try {
    return await watchProgram(program, { logFile, logDescriptor: log.fd });
  } finally {
    await log.close();
  }
}

async function watchProgram(
  program: Program,
  { logFile, logDescriptor }: { readonly logFile: string; readonly logDescriptor: number },
): Promise<RunningProgram> {
  const startedAt = performance.now();
  const child = spawn("/bin/sh", underDeathWatch(program.command), {
    cwd: program.cwd,
    env: program.env,
    detached: true,
    stdio: ["pipe", logDescriptor, logDescriptor],
  });
  const pid = await pidOf(program, child);
  const exited = new Promise<ProgramExit>((resolve) => {
    child.once("exit", (code, signal) => {
      sweepGroup(pid);
      child.stdin?.destroy();
      resolve({ code, signal, afterSeconds: (performance.now() - startedAt) / 1000 });
    });
  });
  return {
    program,
    pid,
    logFile,
    exited,
    stop: async ({ graceSeconds }) => {
      child.kill("SIGTERM");
      const timer = setTimeout(() => sweepGroup(pid), graceSeconds * 1000);
      await exited;
      clearTimeout(timer);
    },
    death: (exit) => describeDeath(program, exit, logFile),
  };
}

async function openLog(logFile: string) {
  try {
    return await open(logFile, "w", 0o600);
  } catch (cause) {
    throw new EnvironmentError("folder_unwritable", `Cannot write ${logFile}.`, "Make its folder writable, or remove it.", { cause });
  }
}

/** The number of a process that has just been started. */
export function pidOf(program: Program, child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("spawn", () => resolve(child.pid as number));
    child.once("error", (cause) =>
      reject(
        new EnvironmentError(
          "program_start_failed",
          `${program.title} cannot be started in ${program.cwd}: ${cause.message}.`,
          "Check that the folder exists.",
          {
            cause,
          },
        ),
      ),
    );
  });
}

/** Ends what is left of a process group: the death watch, and processes that the program started. */
function sweepGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (!GROUP_GONE.includes((error as NodeJS.ErrnoException).code ?? "")) {
      throw error;
    }
  }
}

/** What the unwanted end of a program is reported as. */
export async function describeDeath(program: Program, exit: ProgramExit, logFile: string): Promise<EnvironmentError> {
  const line = await telltaleLine(logFile);
  if (ADDRESS_IN_USE.test(line) && program.ports.length > 0) {
    return portInUse(program.ports.map((port) => ({ port, title: program.title })));
  }
  const how = exit.signal === null ? `exit code ${exit.code}` : exit.signal;
  return new EnvironmentError(
    "program_died",
    `${program.title} ended by itself after ${exit.afterSeconds.toFixed(1)} s with ${how}${line === "" ? "" : `: ${line}`}`,
    `Read ${logFile}.`,
  );
}
