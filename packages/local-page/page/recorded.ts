import type { DashboardJson } from "../src/dashboard/dashboard-json.ts";
import type { Recording } from "../src/dashboard/recording.ts";

/** What a page that needs no server carries with it. */
export interface Recorded {
  readonly title: string;
  readonly dashboard: DashboardJson;
  readonly recording: Recording;
  readonly neighbours: readonly Pick<DashboardJson, "uid" | "title" | "tags">[];
}

/** Undefined on a page that has a server. */
export const recorded: Recorded | undefined = readRecorded();

function readRecorded(): Recorded | undefined {
  const text = document.getElementById("recorded")?.textContent;
  return text ? (JSON.parse(text) as Recorded) : undefined;
}

/** Now, or when the data was recorded. */
export function nowSeconds(): number {
  return recorded?.recording.nowSeconds ?? Date.now() / 1000;
}
