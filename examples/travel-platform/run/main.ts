/**
 * Runs the whole platform on this machine: generates, starts Prometheus, Alertmanager, the services and their traffic, and shows
 * what Prometheus knows. `npm start` runs it; `--help` lists the options.
 */
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import platform from "../local.config.ts";
import { interruptionSignal } from "./interruption.ts";
import { createProgress } from "./progress.ts";
import { run } from "./run.ts";
import { readRunArguments, USAGE, UsageError } from "./run-arguments.ts";
import { freePorts, platformAt, usualPorts } from "./run-ports.ts";
import { runFolders } from "./run-settings.ts";
import { createScreen } from "./screen.ts";

const DATA = fileURLToPath(new URL("../../../.data/local", import.meta.url));

async function main(args: readonly string[]): Promise<number> {
  const options = readRunArguments(args, { folder: DATA });
  if (options === undefined) {
    process.stdout.write(USAGE);
    return 0;
  }
  const ports = options.freePorts ? await freePorts(platform) : usualPorts(platform);
  const settings = {
    platform: platformAt(platform, ports),
    ports,
    folders: runFolders(options.folder),
    environment: { SYNTHETICS_SECRET: randomUUID(), ...process.env } as Readonly<Record<string, string>>,
  };
  return run(settings, {
    once: options.once,
    screen: createScreen(process.stdout),
    progress: createProgress({ write: (line) => process.stderr.write(`${line}\n`) }),
    print: (lines) => process.stdout.write(`${lines.join("\n")}\n\n`),
    interruption: interruptionSignal(process),
  });
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UsageError)) {
    throw error;
  }
  process.stderr.write(`${error.message}\n\n${USAGE}`);
  process.exit(2);
}
