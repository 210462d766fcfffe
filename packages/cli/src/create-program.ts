import { Command } from "commander";
import { commands } from "./commands/command-table.ts";
import type { ExitCode } from "./exit-code.ts";
import { ownVersion } from "./own-version.ts";
import type { Terminal } from "./terminal/terminal.ts";

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
  for (const add of commands) {
    add(program, { terminal, finish });
  }
  return program;
}
