import type { Problem } from "@platform/grafana-dashboards";
import { checkPage } from "../report/problem-report.ts";
import { githubAnnotation } from "./github-annotation.ts";
import { placeText } from "./place-text.ts";
import type { Sink, Terminal } from "./terminal.ts";

/** Prints what checks found, each with its place, and a last line that counts. */
export function printProblems(problems: readonly Problem[], sink: Sink, terminal: Terminal): void {
  for (const { check, severity, subject, message, place } of problems) {
    sink.line(`${sink.style(severity === "error" ? "red" : "yellow", `${severity}[${check}]`)} ${sink.style("bold", subject)}`);
    sink.line(`  ${message}`);
    if (place !== undefined) {
      sink.line(`  --> ${sink.style("cyan", placeText(place))}`);
    }
    if (terminal.isGithubActions) {
      terminal.err.line(githubAnnotation({ severity, title: `${check}: ${subject}`, message, place }));
    }
  }
  if (problems.length > 0) {
    sink.line(`${counts(problems)}. Each check has a page: ${checkPage(problems[0]?.check ?? "")}`);
  }
}

/** `2 errors, 1 warning`. */
export function counts(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  return `${counted(errors, "error")}, ${counted(problems.length - errors, "warning")}`;
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
