import { existsSync } from "node:fs";
import { InvalidArgumentError, Option } from "commander";
import { REPORT_FORMATS } from "../report/report-format.ts";

/** Options that several commands take, as arguments of `Command.option`. */
export const CONFIG = ["--config <file>", "module that exports the platform", defaultConfig()] as const;
export const JSON_OUTPUT = ["--json", "print the result as one JSON document"] as const;
export const NO_TYPES = ["--no-types", "do not ask the project's TypeScript compiler about the configuration"] as const;
export const WATCH = ["--watch", "do it again whenever a file beside or below the configuration changes"] as const;

/** How findings are printed; {@link JSON_OUTPUT} is short for one of them. */
export function formatOption(): Option {
  return new Option("--format <format>", "how findings are printed").choices(REPORT_FORMATS).default("text");
}

/** A service on its own has a `monitoring.config.ts` instead. */
function defaultConfig(): string {
  const [usual, ofService] = ["platform.config.ts", "monitoring.config.ts"] as const;
  return !existsSync(usual) && existsSync(ofService) ? ofService : usual;
}

/** Reader of the value of an option that is a whole number, written in digits; both ends are allowed. */
export function wholeNumber({ from, to }: { readonly from: number; readonly to: number }): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(/^\d+$/.test(text) && value >= from && value <= to)) {
      throw new InvalidArgumentError(`It is a whole number from ${from} to ${to}.`);
    }
    return value;
  };
}

export const port = wholeNumber({ from: 0, to: 65_535 });

/** Reads the value of an option that is a time. */
export function seconds(text: string): number {
  const value = Number(text);
  if (!(text.trim() !== "" && value >= 0 && value <= 86_400)) {
    throw new InvalidArgumentError("It is a number of seconds from 0 to 86400.");
  }
  return value;
}
