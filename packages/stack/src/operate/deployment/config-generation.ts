import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { OutputFile } from "@platform/grafana-dashboards";
import { EnvironmentError } from "../environment-error.ts";
import type { FoundProgram } from "../native/find-program.ts";
import { type StateFolder, writeError } from "./state-folder.ts";

const run = promisify(execFile);
const CHECK_SECONDS = 60;

/** A program that reads a configuration file and says whether it takes it. */
export interface ConfigCheck {
  readonly by: FoundProgram;
  /** Arguments before the file. */
  readonly args: readonly string[];
  /** Path of the file in the generated folder. */
  readonly path: string;
}

/**
 * Writes a generation of the configuration beside the one in use, and has each of its files read by the program for which it is made.
 *
 * @returns name of the generation, the same for the same files
 * @throws EnvironmentError `config_refused`, `disk_full`, `folder_unwritable`; nothing is left of the generation
 */
export async function stageConfig(state: StateFolder, files: readonly OutputFile[], checks: readonly ConfigCheck[]): Promise<string> {
  const name = nameOf(files);
  const target = join(state.config, name);
  if ((await stat(target).catch(() => undefined)) !== undefined) {
    return name;
  }
  const draft = join(state.config, `${name}.draft`);
  try {
    await rm(draft, { recursive: true, force: true });
    await writeAll(draft, files);
    await Promise.all(checks.map((check) => requireAccepted(draft, check)));
    await rename(draft, target);
    return name;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error instanceof EnvironmentError ? error : writeError(target, error);
  }
}

function nameOf(files: readonly OutputFile[]): string {
  const hash = createHash("sha256");
  for (const { path, content } of files) {
    hash.update(`${path}\0${content}\0`);
  }
  return hash.digest("hex").slice(0, 16);
}

async function writeAll(folder: string, files: readonly OutputFile[]): Promise<void> {
  for (const { path, content } of files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, content, { mode: 0o600 });
  }
}

async function requireAccepted(folder: string, { by, args, path }: ConfigCheck): Promise<void> {
  try {
    await run(by.file, [...args, join(folder, path)], { timeout: CHECK_SECONDS * 1000, cwd: folder, env: {}, maxBuffer: 16 * 2 ** 20 });
  } catch (cause) {
    const { stdout = "", stderr = "" } = cause as { readonly stdout?: string; readonly stderr?: string };
    const said = `${stdout}\n${stderr}`
      .replaceAll(`${folder}/`, "")
      .split("\n")
      .findLast((line) => /error|fail|invalid/i.test(line));
    throw new EnvironmentError(
      "config_refused",
      `${by.name} refuses ${path}: ${said?.trim() ?? "without a word"}.`,
      "Nothing was changed. Correct the definition, or the file that a target names.",
      { cause },
    );
  }
}
