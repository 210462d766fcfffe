import { type Change, describeChanges } from "@platform/grafana-dashboards/compare";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { readGenerated } from "../../files/read-generated.ts";
import { printReport } from "../../report/print-report.ts";
import type { ReportFormat } from "../../report/report-format.ts";
import { counted } from "../../terminal/print-problems.ts";
import type { Sink, Terminal } from "../../terminal/terminal.ts";

export interface DiffOptions {
  readonly before: string;
  readonly after: string;
  readonly json?: true;
  readonly format: ReportFormat;
}

/** `platform diff`: what a reviewer of generated files wants to know of them. */
export function diff({ before, after, json, format }: DiffOptions, terminal: Terminal): ExitCode {
  const changes = describeChanges(readGenerated(before), readGenerated(after));
  const problems = changes.map(({ kind, subject, what = kind }) => ({ check: kind, severity: "note", subject, message: what }) as const);
  printReport({ ok: true, problems }, json ? "json" : format, terminal, {
    command: "diff",
    json: { changes },
    text: () => printChanges(changes, terminal.out),
  });
  terminal.err.line(`${before} and ${after}: ${counted(changes.length, "change")}`);
  return exitCode.fine;
}

const MARKS = { added: ["green", "+"], removed: ["red", "-"], changed: ["yellow", "~"] } as const;

/** Changes below the thing that they are about, in the order of the files. */
export function printChanges(changes: readonly Change[], sink: Sink): void {
  for (const [subject, some] of Map.groupBy(changes, (change) => change.subject)) {
    const [style, mark] = MARKS[some[0]?.kind ?? "changed"];
    const whats = some.flatMap(({ what }) => what ?? []);
    sink.line(`${sink.style(style, mark)} ${sink.style("bold", subject)}${whats.length === 1 ? `: ${whats[0]}` : ""}`);
    for (const what of whats.length > 1 ? whats : []) {
      sink.line(`    ${what}`);
    }
  }
}
