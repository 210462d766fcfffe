import { readdirSync, statSync } from "node:fs";
import { CommandError } from "../command-error.ts";
import { exitCode } from "../exit-code.ts";

/**
 * Names of the files in a folder of secrets; what is in them is not read. An empty file is none, and neither is a link to nothing, nor a
 * folder, such as Docker makes where a file that it mounts is missing.
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
  return new Set(readdirSync(folder).filter((name) => isSecret(`${folder}/${name}`)));
}

function isSecret(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size > 0;
}
