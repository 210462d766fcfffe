import { readdirSync, statSync } from "node:fs";
import { CommandError } from "../command-error.ts";
import { exitCode } from "../exit-code.ts";

/**
 * Names of the files in a folder of secrets; what is in them is not read. An empty file is none.
 *
 * @throws CommandError `secrets_missing`
 */
export function listSecrets(folder: string): ReadonlySet<string> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new CommandError("secrets_missing", `There is no folder ${JSON.stringify(folder)} with the secrets of the receivers.`, {
      exit: exitCode.usage,
      hint: "Name it with --secrets.",
    });
  }
  return new Set(readdirSync(folder).filter((name) => statSync(`${folder}/${name}`).size > 0));
}
