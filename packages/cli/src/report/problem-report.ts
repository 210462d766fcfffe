import type { Problem } from "@platform/grafana-dashboards";

/** One thing that a command says: a problem, or something to know of. */
export interface Finding extends Omit<Problem, "severity"> {
  readonly severity: Problem["severity"] | "note";
}

/** What a command that looks for problems or differences has to say, for people and for machines. */
export interface ProblemReport {
  readonly ok: boolean;
  readonly problems: readonly Finding[];
  /** Findings that somebody silenced with a reason; only `check` knows such. */
  readonly silenced?: number;
}

const PAGES = "https://github.com/platform-observability/platform/blob/main/packages/grafana-dashboards/docs/checks";

/** The page that says why a check exists, and what is wrong and right. */
export function checkPage(check: string): string {
  return `${PAGES}/${check}.md`;
}
