import type { Problem } from "@platform/grafana-dashboards";
import { withoutSilenced } from "@platform/grafana-dashboards";
import { listRunbooks } from "../../config/list-runbooks.ts";
import { listSecrets } from "../../config/list-secrets.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { definitionFiles } from "../../files/definition-files.ts";
import { readSilences } from "../../files/read-silences.ts";
import { printReport, problemForms } from "../../report/print-report.ts";
import type { ReportFormat } from "../../report/report-format.ts";
import { counted, counts } from "../../terminal/print-problems.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { checkedModel, type ModelOptions } from "../checked-model.ts";
import type { HandwrittenCommandOptions } from "./check-files.ts";

export interface CheckCommandOptions extends ModelOptions, HandwrittenCommandOptions {
  /** Folder of the pages that alerts link to; false asks for none. */
  readonly runbooks: string | false;
  /** Folder of the secrets of Alertmanager's receivers. */
  readonly secrets?: string;
  readonly silences?: string;
  readonly format: ReportFormat;
}

/** What was looked at, and what was found. */
export interface Looked {
  readonly problems: readonly Problem[];
  /** Files whose comments may silence a finding. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** `6 services, 9 dashboards`. */
  readonly what: string;
}

/** `platform check`: all that can be known to be wrong without running anything. */
export async function check(options: CheckCommandOptions, terminal: Terminal): Promise<ExitCode> {
  const isOfFiles = [options.rules, options.dashboards, options.alertmanager].some((patterns) => patterns !== undefined);
  const looked = isOfFiles ? await (await import("./check-files.ts")).checkFiles(options, terminal) : await checkDefinitions(options);
  const { problems, silenced } = withoutSilenced(looked.problems, { files: looked.files, listed: readSilences(options.silences) });
  const ok = problems.every(({ severity }) => severity !== "error");
  const report = { ok, problems, silenced };
  printReport(report, options.json ? "json" : options.format, terminal, problemForms("check", report, terminal));
  terminal.err.line(`checked ${looked.what}: ${counts(problems)}${silenced === 0 ? "" : `, ${silenced} silenced`}`);
  return ok ? exitCode.fine : exitCode.findings;
}

async function checkDefinitions(options: CheckCommandOptions): Promise<Looked> {
  const { runbooks, secrets } = options;
  const { model, problems } = await checkedModel(options, () => ({
    today: new Date().toISOString().slice(0, 10),
    ...(runbooks !== false && { runbooks: listRunbooks(runbooks) }),
    ...(secrets !== undefined && { secrets: listSecrets(secrets) }),
  }));
  const what = `${counted(model.services.length, "service")}, ${counted(model.dashboards.length, "dashboard")}`;
  return { problems, files: definitionFiles(model), what };
}
