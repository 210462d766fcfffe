import { appendFileSync } from "node:fs";
import { CommandError } from "../../command-error.ts";
import { exitCode } from "../../exit-code.ts";

/** Somebody's word that a deployment goes ahead in spite of the gate. */
export interface Override {
  readonly reason: string;
  readonly by: string;
}

export interface OverrideOptions {
  readonly override?: string;
  readonly by?: string;
}

const LONGEST_REASON = 1000;

export function prepareOverride({ override, by = process.env.GITHUB_ACTOR ?? process.env.USER ?? "unknown" }: OverrideOptions): Override | undefined {
  if (override === undefined) {
    return undefined;
  }
  const reason = override.trim();
  if (reason === "" || reason.length > LONGEST_REASON) {
    throw new CommandError("reason_invalid", `A reason has 1 to ${LONGEST_REASON} characters, got ${reason.length}.`, { exit: exitCode.usage });
  }
  return { reason, by };
}

/**
 * Adds a line to the record.
 *
 * @throws CommandError `override_unrecorded`: what cannot be recorded is not overridden
 */
export function recordOverride(
  override: Override,
  { at, ...judged }: { readonly at: Date; readonly exit: number; readonly services: unknown },
  file: string,
): void {
  try {
    appendFileSync(file, `${JSON.stringify({ at: at.toISOString(), ...override, ...judged })}\n`);
  } catch (cause) {
    throw new CommandError("override_unrecorded", `The override cannot be recorded in ${file}: ${(cause as Error).message}.`, {
      exit: exitCode.environment,
      cause,
    });
  }
}
