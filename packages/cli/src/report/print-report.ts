import { ownVersion } from "../own-version.ts";
import { githubAnnotation } from "../terminal/github-annotation.ts";
import { printProblems } from "../terminal/print-problems.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { junit } from "./junit.ts";
import type { ProblemReport } from "./problem-report.ts";
import type { ReportFormat } from "./report-format.ts";
import { sarif } from "./sarif.ts";

const PRINTERS = {
  text: ({ problems }, terminal) => printProblems(problems, terminal.out, terminal),
  json: (report, { out }) => out.line(JSON.stringify(report, null, 2)),
  github: ({ problems }, { out }) => {
    for (const { check, severity, subject, message, place } of problems) {
      out.line(githubAnnotation({ severity, title: `${check}: ${subject}`, message, place }));
    }
  },
  junit: (report, { out }) => out.line(junit(report)),
  sarif: (report, { out }) => out.line(sarif(report, ownVersion())),
} satisfies Readonly<Record<ReportFormat, (report: ProblemReport, terminal: Terminal) => void>>;

export function printReport(report: ProblemReport, format: ReportFormat, terminal: Terminal): void {
  PRINTERS[format](report, terminal);
}
