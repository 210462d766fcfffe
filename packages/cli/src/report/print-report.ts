import type { Problem } from "@platform/grafana-dashboards";
import { ownVersion } from "../own-version.ts";
import { githubAnnotation } from "../terminal/github-annotation.ts";
import { printProblems } from "../terminal/print-problems.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { junit } from "./junit.ts";
import type { ProblemReport } from "./problem-report.ts";
import type { ReportFormat } from "./report-format.ts";
import { sarif } from "./sarif.ts";

/** How a command says it in a form of its own. */
export interface OwnForms {
  readonly command: string;
  /** Prints it for people. */
  readonly text: () => void;
  /** What `--json` prints. */
  readonly json: object;
}

const PRINTERS = {
  text: (_report, _terminal, { text }) => text(),
  json: (_report, { out }, { json }) => out.line(JSON.stringify(json, null, 2)),
  github: ({ problems }, { out }) => {
    for (const { check, severity, subject, message, place } of problems) {
      out.line(githubAnnotation({ severity, title: `${check}: ${subject}`, message, place }));
    }
  },
  junit: (report, { out }, { command }) => out.line(junit(report, command)),
  sarif: (report, { out }, { command }) => out.line(sarif(report, command, ownVersion())),
} satisfies Readonly<Record<ReportFormat, (report: ProblemReport, terminal: Terminal, own: OwnForms) => void>>;

export function printReport(report: ProblemReport, format: ReportFormat, terminal: Terminal, own: OwnForms): void {
  PRINTERS[format](report, terminal, own);
}

/** The forms of a command that finds problems with definitions or files. */
export function problemForms(command: string, report: ProblemReport & { readonly problems: readonly Problem[] }, terminal: Terminal): OwnForms {
  return { command, json: report, text: () => printProblems(report.problems, terminal.out, terminal) };
}
