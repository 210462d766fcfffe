import { CommanderError } from "commander";
import { CommandError } from "./command-error.ts";
import { createProgram } from "./create-program.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { PASSWORD_HINT } from "./password-file.ts";
import { printError } from "./terminal/print-error.ts";
import type { Terminal } from "./terminal/terminal.ts";

/**
 * Runs one command line.
 *
 * @param args - what follows the program's name
 * @returns the exit code, once everything is printed
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let result: ExitCode = exitCode.fine;
  const program = createProgram(terminal, (code) => {
    result = code;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return result;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCode.fine : exitCode.usage;
    }
    const explained = commandError(error);
    printError(explained, terminal);
    if (args.includes("--json")) {
      const { code, message, place, hint } = explained;
      terminal.out.line(JSON.stringify({ ok: false, error: { code, message, place, hint } }, null, 2));
    }
    return explained.exit;
  }
}

function commandError(error: unknown): CommandError {
  if (error instanceof CommandError) {
    return error;
  }
  const { name, code, message, stack } = error as Error & { readonly code?: unknown };
  if (name === "OutputError" || name === "EnvironmentError") {
    return new CommandError(String(code), message.replace(` [${code}]`, ""), { exit: exitCode.environment, cause: error });
  }
  if (name === "PrometheusError") {
    const hint = code === "prometheus_unauthorized" ? PASSWORD_HINT : "Start it, or name another with --prometheus.";
    return new CommandError(String(code), message, { exit: exitCode.environment, hint, cause: error });
  }
  return new CommandError("internal", "This is a fault of the command itself; please report it.", {
    exit: exitCode.environment,
    hint: stack ?? String(error),
    cause: error,
  });
}
