import { mkdir, readdir, readFile, rename, rm, statfs, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { EnvironmentError } from "../environment-error.ts";

/** Where everything of one deployment is kept. Absolute paths. */
export interface StateFolder {
  readonly root: string;
  readonly marker: string;
  readonly lockFile: string;
  readonly record: string;
  /** Generations of the configuration, and `current`, a link to the one in use. */
  readonly config: string;
  readonly currentConfig: string;
  /** Generations of the data, and `current`, a link to the one in use. */
  readonly data: string;
  readonly currentData: string;
  readonly logs: string;
  /** What Prometheus and Alertmanager ask of those who come. */
  readonly web: string;
  /** Process identities. */
  readonly run: string;
  /** Metrics that the node exporter reads from files. */
  readonly metrics: string;
  /** Silences of a backup that are to be made anew. */
  readonly silences: string;
  /** Work in progress; worthless once the command that made it is gone. */
  readonly staging: string;
  /** Backups kept on this machine. */
  readonly backups: string;
}

/** Everything that a deployment makes in its folder, so that a clean-up removes nothing else. */
export const OWN_ENTRIES = [
  "config",
  "data",
  "logs",
  "web",
  "run",
  "metrics",
  "staging",
  "deployment.json",
  "deployment.json.tmp",
  "silences.json",
  "restore-unfinished",
] as const;

const MARKER = ".platform-stack";
const MARKER_TEXT = "This folder is kept by `platform stack`. Remove it with `platform stack cleanup`.\n";
const TURN_FILES = /^stack\.lock/;

export function stateFolder(folder: string): StateFolder {
  const root = resolve(folder);
  return {
    root,
    marker: join(root, MARKER),
    lockFile: join(root, "stack.lock"),
    record: join(root, "deployment.json"),
    config: join(root, "config"),
    currentConfig: join(root, "config", "current"),
    data: join(root, "data"),
    currentData: join(root, "data", "current"),
    logs: join(root, "logs"),
    web: join(root, "web"),
    run: join(root, "run"),
    metrics: join(root, "metrics"),
    silences: join(root, "silences.json"),
    staging: join(root, "staging"),
    backups: join(root, "backups"),
  };
}

/**
 * Makes the folder this deployment's own, or sees that it is.
 *
 * @throws EnvironmentError `folder_foreign` for a folder that holds something else, `folder_unwritable`
 */
export async function claimFolder(state: StateFolder): Promise<void> {
  const entries = await readdir(state.root).catch((): string[] => []);
  const foreign = entries.filter((name) => !TURN_FILES.test(name));
  if (!entries.includes(MARKER) && foreign.length > 0) {
    throw new EnvironmentError("folder_foreign", `${state.root} holds other files (${foreign.slice(0, 3).join(", ")}).`, "Name an empty folder.");
  }
  try {
    await mkdir(state.root, { recursive: true, mode: 0o700 });
    // First of all: whoever is ended here must find the folder to be its own.
    await writeFile(state.marker, MARKER_TEXT);
    for (const folder of [state.config, state.data, state.logs, state.run, state.metrics]) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    }
  } catch (cause) {
    throw writeError(state.root, cause);
  }
}

/**
 * @throws EnvironmentError `not_deployed`
 */
export async function requireFolder(state: StateFolder): Promise<void> {
  const marker = await readFile(state.marker, "utf8").catch(() => undefined);
  if (marker === undefined) {
    throw new EnvironmentError("not_deployed", `Nothing is deployed in ${state.root}.`, "Run: platform stack deploy");
  }
}

/** Writes a file at once or not at all. @param options.readable - by other users too */
export async function writeAtomically(file: string, content: string, { readable = false } = {}): Promise<void> {
  const draft = `${file}.tmp`;
  try {
    // On the disk before it has its name: after a loss of power there is the old file or the new one.
    await writeFile(draft, content, { mode: readable ? 0o644 : 0o600, flush: true });
    await rename(draft, file);
  } catch (cause) {
    await rm(draft, { force: true });
    throw writeError(file, cause);
  }
}

/**
 * @throws EnvironmentError `disk_full` below a least number of free bytes
 */
export async function requireDisk(state: StateFolder, { leastBytes = 256 * 2 ** 20 } = {}): Promise<void> {
  const { bavail, bsize } = await statfs(state.root);
  const free = bavail * bsize;
  if (free < leastBytes) {
    const mebibytes = (bytes: number) => `${Math.floor(bytes / 2 ** 20)} MiB`;
    throw new EnvironmentError(
      "disk_full",
      `The disk of ${state.root} has ${mebibytes(free)} free; ${mebibytes(leastBytes)} are needed.`,
      "Free some space, or name a folder on another disk with --state.",
    );
  }
}

/** What a failed write means to the reader. */
export function writeError(path: string, cause: unknown): EnvironmentError {
  const isFull = ["ENOSPC", "EDQUOT"].includes((cause as NodeJS.ErrnoException).code ?? "");
  return isFull
    ? new EnvironmentError("disk_full", `The disk is full: ${path} cannot be written.`, "Free some space, then run the command again.", { cause })
    : new EnvironmentError("folder_unwritable", `Cannot write ${path}.`, "Make its folder writable, or name another with --state.", { cause });
}
