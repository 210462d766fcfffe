import { readdirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { CommandError } from "../command-error.ts";
import { exitCode } from "../exit-code.ts";

/** Pages are Markdown; the catalogue is not one of them. */
const PAGE = /\.md$/;

/**
 * The pages below a folder, as rules name them: `services/service-down`.
 *
 * @throws CommandError `runbooks_missing`
 */
export function listRunbooks(folder: string): ReadonlySet<string> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new CommandError("runbooks_missing", `There is no folder ${JSON.stringify(folder)} with the runbooks that alerts link to.`, {
      exit: exitCode.usage,
      hint: "Name it with --runbooks, or leave the check out with --no-runbooks.",
    });
  }
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && PAGE.test(entry.name));
  return new Set(files.map((entry) => relative(folder, join(entry.parentPath, entry.name)).replace(PAGE, "").split(sep).join("/")));
}
