import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { type ExitCode, exitCode } from "../exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface WatchOptions {
  readonly config: string;
  /** Folder that is written to, whose changes are no reason to write again. */
  readonly out?: string;
}

const QUIET_MS = 150;

/** Sources of a configuration, and files that a check reads. */
const WATCHED = /\.(?:ts|mts|js|mjs|json|ya?ml|md)$/;

/**
 * Runs this very command line, without its `--watch`, now and whenever a file beside or below the configuration changes. Each run is a process
 * of its own, since a module is evaluated once in each. Ends with the interrupt of its user.
 */
export async function watchFiles({ config, out }: WatchOptions, terminal: Terminal): Promise<ExitCode> {
  const folder = dirname(resolve(config));
  const ignored = out === undefined ? undefined : relative(folder, resolve(out));
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const again = (): void => {
    running = running.then(runOnce).then(() => terminal.err.line(`watching ${relative(process.cwd(), folder) || "."}`));
  };
  const watcher = watch(folder, { recursive: true }, (_, name) => {
    if (
      name !== null &&
      WATCHED.test(name) &&
      !isBelow(name, ignored) &&
      !name.split(sep).some((part) => part === "node_modules" || part.startsWith("."))
    ) {
      clearTimeout(timer);
      timer = setTimeout(again, QUIET_MS);
    }
  });
  again();
  await new Promise<void>((end) => {
    process.once("SIGINT", end);
    process.once("SIGTERM", end);
  });
  watcher.close();
  clearTimeout(timer);
  await running;
  return exitCode.fine;
}

function isBelow(name: string, folder: string | undefined): boolean {
  return folder !== undefined && folder !== "" && (name === folder || name.startsWith(`${folder}${sep}`));
}

function runOnce(): Promise<void> {
  const args = process.argv.slice(1).filter((arg) => arg !== "--watch");
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...process.execArgv, ...args], { stdio: "inherit" });
    child.once("error", () => resolve());
    child.once("close", () => resolve());
  });
}
