import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import type { ExitCode } from "./exit-code.ts";
import type { Terminal } from "./terminal/terminal.ts";

const CONFIG = ["--config <file>", "module that exports the platform", "platform.config.ts"] as const;
const RUNBOOKS = ["--runbooks <folder>", "pages that alerts link to", "runbooks"] as const;
const NO_RUNBOOKS = ["--no-runbooks", "do not ask for a page for each alert"] as const;
const JSON_OUTPUT = ["--json", "print the result as one JSON document"] as const;

/**
 * Every command with its options. What a command does is loaded when it is called.
 *
 * @param finish - takes the exit code of the command that ran
 */
export function createProgram(terminal: Terminal, finish: (code: ExitCode) => void): Command {
  const program = new Command("platform")
    .description("Dashboards, rules and alerts from the definitions that services run.")
    .version(ownVersion())
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ writeOut: (text) => terminal.out.line(text.trimEnd()), writeErr: (text) => terminal.err.line(text.trimEnd()) })
    .addHelpText("after", "\nExit codes: 0 fine, 1 findings, 2 wrong usage, 3 something outside is missing.");
  program
    .command("generate")
    .description("write every dashboard, rule and configuration file, or compare them")
    .option(...CONFIG)
    .option("--out <folder>", "folder that holds what is generated", "deploy")
    .option("--rule-tests", "write tests of every alert on an objective too, for promtool test rules")
    .option("--check", "write nothing; exit 1 and name each file that is not up to date")
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (options) => finish(await (await import("./commands/generate.ts")).generate(options, terminal)));
  program
    .command("check")
    .description("find what is wrong with the definitions together: exit 1 if anything is")
    .option(...CONFIG)
    .option(...RUNBOOKS)
    .option(...NO_RUNBOOKS)
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (options) => finish(await (await import("./commands/check.ts")).check(options, terminal)));
  program
    .command("verify")
    .description("ask a running Prometheus for all that dashboards and rules read: exit 1 if a panel is empty that should not be")
    .option(...CONFIG)
    .option("--prometheus <url>", "where it is; default that of the platform's links")
    .option("--wait <seconds>", "try again until all is there, for so long", seconds, 0)
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (options) => finish(await (await import("./commands/verify.ts")).verify(options, terminal)));
  return program;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(text.trim() !== "" && value >= 0 && value <= 86_400)) {
    throw new InvalidArgumentError("It is a number of seconds from 0 to 86400.");
  }
  return value;
}

function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { readonly version: string };
  return version;
}
