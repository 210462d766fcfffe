import { readFileSync } from "node:fs";
import { CommandError } from "../../command-error.ts";
import { exitCode } from "../../exit-code.ts";

/** The secret that signs the mark of the requests, from a file or the environment; undefined where there is none. */
export function readSecret(file: string | undefined, environment: NodeJS.ProcessEnv): string | undefined {
  if (file === undefined) {
    return environment.SYNTHETICS_SECRET || undefined;
  }
  try {
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw new CommandError("secret_unreadable", `The secret cannot be read from ${file}: ${(cause as Error).message}.`, {
      exit: exitCode.environment,
      cause,
    });
  }
}
