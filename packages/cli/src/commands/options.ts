import { InvalidArgumentError } from "commander";

/** Options that several commands take, as arguments of `Command.option`. */
export const CONFIG = ["--config <file>", "module that exports the platform", "platform.config.ts"] as const;
export const JSON_OUTPUT = ["--json", "print the result as one JSON document"] as const;

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
