import type { Problem } from "@platform/grafana-dashboards";

/** What a command that looks for problems has to say, for people and for machines. */
export interface ProblemReport {
  readonly ok: boolean;
  readonly problems: readonly Problem[];
  /** Findings that somebody silenced with a reason. */
  readonly silenced: number;
}

const PAGES = "https://github.com/platform-observability/platform/blob/main/packages/grafana-dashboards/docs/checks";

/** The page that says why a check exists, and what is wrong and right. */
export function checkPage(check: string): string {
  return `${PAGES}/${check}.md`;
}
