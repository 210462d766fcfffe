#!/usr/bin/env node
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { constants } from "node:os";
import { basename, dirname, join } from "node:path";

const STRIP_TYPES = "--experimental-strip-types";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 15) || (major === 23 && minor < 5)) {
  process.stderr.write(`error[node_too_old] platform needs Node 22.15 or later; this is ${process.versions.node}.\n`);
  process.exitCode = 3;
} else if (process.features.typescript !== false) {
  await main();
} else if (process.execArgv.includes(STRIP_TYPES)) {
  process.stderr.write("error[node_without_typescript] This build of Node reads no TypeScript; use an official build of Node 22.15 or later.\n");
  process.exitCode = 3;
} else {
  // Configurations are TypeScript, which this version reads only on request.
  const args = [...process.execArgv, STRIP_TYPES, ...process.argv.slice(1)];
  const { status, signal, error } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (error !== undefined) {
    throw error;
  }
  process.exitCode = status ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}

async function main(): Promise<void> {
  hideExperimentalWarnings();
  keepCompiled(import.meta.dirname);
  const [{ run }, { processTerminal }] = await Promise.all([import("./run.ts"), import("./terminal/terminal.ts")]);
  let finished = false;
  process.once("exit", () => {
    if (!finished) {
      process.stderr.write("error[config_exits] The configuration ended the process; it is data, and must not.\n");
      process.exitCode = 1;
    }
  });
  const code = await run(process.argv.slice(2), processTerminal(process));
  finished = true;
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  // What a step or a module of the user has left open, such as a timer, must not keep a command that is done.
  process.exit(code);
}

/**
 * Keeps what Node makes of sources, those of the configuration among them, for the next run: among the packages of which this command is one, where
 * nobody writes who could not change the command itself; nowhere if there are none or they may only be read. `NODE_COMPILE_CACHE` names another
 * folder, and `NODE_DISABLE_COMPILE_CACHE` turns it off.
 */
function keepCompiled(folder: string): void {
  const modules = basename(folder) === "node_modules" ? folder : join(folder, "node_modules");
  if (existsSync(modules)) {
    enableCompileCache(process.env.NODE_COMPILE_CACHE || join(modules, ".cache", "platform", "compiled"));
  } else if (dirname(folder) !== folder) {
    keepCompiled(dirname(folder));
  }
}

/** Resolves when everything is written, or nobody reads it. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}

/** Reading TypeScript is called experimental by versions before 24; everything else is printed as Node does. */
function hideExperimentalWarnings(): void {
  const [print] = process.listeners("warning");
  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    if (warning.name !== "ExperimentalWarning") {
      print?.(warning);
    }
  });
}
