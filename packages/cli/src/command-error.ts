import type { DefinitionPlace } from "@platform/metrics/define";
import type { ExitCode } from "./exit-code.ts";

export interface CommandErrorOptions extends ErrorOptions {
  readonly exit: ExitCode;
  /** Where the reader should look. */
  readonly place?: DefinitionPlace | undefined;
  /** What the reader can do about it. */
  readonly hint?: string | undefined;
}

/** Ends a command with one clear block on stderr and an exit code. */
export class CommandError extends Error {
  /** Stable across releases. */
  readonly code: string;
  readonly exit: ExitCode;
  readonly place: DefinitionPlace | undefined;
  readonly hint: string | undefined;

  constructor(code: string, message: string, { exit, place, hint, ...options }: CommandErrorOptions) {
    super(message, options);
    this.name = "CommandError";
    this.code = code;
    this.exit = exit;
    this.place = place;
    this.hint = hint;
  }
}
