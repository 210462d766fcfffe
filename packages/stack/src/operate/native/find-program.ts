import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { EnvironmentError } from "../environment-error.ts";
import { DOWNLOAD_PAGE, INSTALL_COMMANDS, PROGRAM_CATALOGUE, type ProgramName } from "./program-catalogue.ts";

export interface FoundProgram {
  readonly name: ProgramName;
  /** Absolute path. */
  readonly file: string;
  /** As the program states it: `2.42.0+ds`. */
  readonly version: string;
}

const run = promisify(execFile);
const VERSION_SECONDS = 10;

/**
 * Finds a program in a search path and asks for its version.
 *
 * @param options.searchPath - folders as in the variable PATH; only the caller reads the environment
 * @throws EnvironmentError `program_missing`, `program_too_old`, `program_version_unknown`
 */
export async function findProgram(name: ProgramName, { searchPath }: { readonly searchPath: string }): Promise<FoundProgram> {
  const { title, files, minimum, versionArgument = "--version" } = PROGRAM_CATALOGUE[name];
  const file = await firstExecutable(files, searchPath);
  if (file === undefined) {
    throw new EnvironmentError(
      "program_missing",
      `${title} is not installed: no ${files.join(" or ")} in the PATH.`,
      await installFix(searchPath, name),
    );
  }
  const version = await versionOf(title, file, versionArgument);
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  if (major < minimum[0] || (major === minimum[0] && minor < minimum[1])) {
    throw new EnvironmentError(
      "program_too_old",
      `${title} ${version} at ${file} is too old; ${minimum.join(".")} or newer is needed.`,
      `Install a newer one from ${DOWNLOAD_PAGE} and put it first in the PATH.`,
    );
  }
  return { name, file, version };
}

/** The one command that installs Prometheus, Alertmanager and, if given, another program on this system, as a sentence. */
export async function installFix(searchPath: string, wanted: ProgramName = "prometheus"): Promise<string> {
  for (const { manager, command, packages } of INSTALL_COMMANDS) {
    if ((await firstExecutable([manager], searchPath)) !== undefined) {
      return `Run: ${command} ${[...new Set([packages.prometheus, packages.alertmanager, packages[wanted]])].join(" ")}`;
    }
  }
  return `Download it from ${DOWNLOAD_PAGE} and put it in the PATH.`;
}

/** The first of these files that can be run, by the order of the names and then of the folders. */
export async function firstExecutable(files: readonly string[], searchPath: string): Promise<string | undefined> {
  const folders = searchPath.split(delimiter).filter((folder) => folder !== "");
  for (const candidate of files.flatMap((file) => folders.map((folder) => join(folder, file)))) {
    if (await isExecutable(candidate)) {
      return candidate;
    }
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false; // absent or unreadable: the next folder may have it
  }
}

/** Debian's programs write their version to standard output, older ones to standard error. */
async function versionOf(title: string, file: string, versionArgument: string): Promise<string> {
  const failed = (cause?: unknown) =>
    new EnvironmentError(
      "program_version_unknown",
      `${file} ${versionArgument} does not answer like ${title}.`,
      "Put the real program first in the PATH.",
      {
        cause,
      },
    );
  try {
    const { stdout, stderr } = await run(file, [versionArgument], { timeout: VERSION_SECONDS * 1000, env: {} });
    const version = /(?:version|restic) (\d+\.\d+\.\d+\S*)/.exec(`${stdout}${stderr}`)?.[1];
    if (version === undefined) {
      throw failed();
    }
    return version;
  } catch (error) {
    throw error instanceof EnvironmentError ? error : failed(error);
  }
}
