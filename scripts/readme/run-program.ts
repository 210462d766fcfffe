import { execFile } from "node:child_process";
import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { ReadmeProgram } from "./read-programs.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

/** `npx platform` and `platform` are the command of this repository, from its sources. */
const SHELL = `set -e
platform() { "$NODE" --conditions=@platform/source "${ROOT}packages/cli/src/bin.ts" "$@"; }
npx() { "$@"; }
`;

/**
 * Runs a program in the folder where its page's programs stand.
 *
 * @returns what it printed on stdout
 * @throws Error with its stderr when it fails or takes more than 20 s
 */
export async function runReadmeProgram(folder: string, { language, file, code }: ReadmeProgram): Promise<string> {
  const [command, args] = language === "ts" ? [process.execPath, ["--conditions=@platform/source", file]] : ["sh", ["-c", SHELL + code, file]];
  const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH, NODE: process.execPath, NO_COLOR: "1" };
  const { stdout } = await run(command, args, { cwd: folder, env, timeout: 20_000 });
  return stdout;
}
