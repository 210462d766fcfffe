import { listRunbooks } from "../../config/list-runbooks.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { counted, counts, printProblems } from "../../terminal/print-problems.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { checkedModel, type ModelOptions } from "../checked-model.ts";

export interface CheckCommandOptions extends ModelOptions {
  /** Folder of the pages that alerts link to; false asks for none. */
  readonly runbooks: string | false;
}

/** `platform check`: all that can be known to be wrong without running anything. */
export async function check(options: CheckCommandOptions, terminal: Terminal): Promise<ExitCode> {
  const { runbooks } = options;
  const { model, problems, isSound } = await checkedModel(options, () => (runbooks === false ? {} : { runbooks: listRunbooks(runbooks) }));
  if (options.json) {
    terminal.out.line(JSON.stringify({ ok: isSound, problems }, null, 2));
  } else {
    printProblems(problems, terminal.out, terminal);
  }
  const { services, dashboards } = model;
  terminal.err.line(`checked ${counted(services.length, "service")}, ${counted(dashboards.length, "dashboard")}: ${counts(problems)}`);
  return isSound ? exitCode.fine : exitCode.findings;
}
