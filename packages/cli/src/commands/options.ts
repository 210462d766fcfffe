import { existsSync } from "node:fs";
import { InvalidArgumentError } from "commander";

/** Options that several commands take, as arguments of `Command.option`. */
export const CONFIG = ["--config <file>", "module that exports the platform", defaultConfig()] as const;
export const JSON_OUTPUT = ["--json", "print the result as one JSON document"] as const;
export const WATCH = ["--watch", "do it again whenever a file beside or below the configuration changes"] as const;

/** A service on its own has a `monitoring.config.ts` instead. */
function defaultConfig(): string {
  const [usual, ofService] = ["platform.config.ts", "monitoring.config.ts"] as const;
  return !existsSync(usual) && existsSync(ofService) ? ofService : usual;
}

/** Reads the value of an option that is a port. */
export function port(text: string): number {
  const value = Number(text);
  if (!(text.trim() !== "" && Number.isInteger(value) && value >= 0 && value <= 65_535)) {
    throw new InvalidArgumentError("It is a port from 0 to 65535.");
  }
  return value;
}

/** Reads the value of an option that is a time. */
export function seconds(text: string): number {
  const value = Number(text);
  if (!(text.trim() !== "" && value >= 0 && value <= 86_400)) {
    throw new InvalidArgumentError("It is a number of seconds from 0 to 86400.");
  }
  return value;
}
