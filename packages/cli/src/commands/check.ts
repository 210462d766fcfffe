import { type ExitCode, exitCode } from "../exit-code.ts";
import { counts, printProblems } from "../terminal/print-problems.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { checkedModel, type ModelOptions } from "./checked-model.ts";

/** `platform check`: all that can be known to be wrong without running anything. */
export async function check(options: ModelOptions, terminal: Terminal): Promise<ExitCode> {
  const { model, problems, isSound } = await checkedModel(options);
  if (options.json) {
    terminal.out.line(JSON.stringify({ ok: isSound, problems }, null, 2));
  } else {
    printProblems(problems, terminal.out, terminal);
  }
  const { services, dashboards } = model;
  terminal.err.line(`checked ${services.length} services, ${dashboards.length} dashboards: ${counts(problems)}`);
  return isSound ? exitCode.fine : exitCode.findings;
}
