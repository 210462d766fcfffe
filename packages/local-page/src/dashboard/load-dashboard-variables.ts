import type { Ask } from "./ask.ts";
import type { DashboardJson } from "./dashboard-json.ts";
import type { TimeRange } from "./time-range.ts";
import { type Choices, loadVariables, type Variable } from "./variables.ts";

/** Fills the drop-downs of a dashboard with what Prometheus has in the range. */
export function loadDashboardVariables(
  { templating }: DashboardJson,
  wanted: Choices,
  ask: Ask,
  { startSeconds, endSeconds }: TimeRange,
): Promise<readonly Variable[]> {
  return loadVariables(templating?.list ?? [], wanted, async (label, selector) => {
    const match: Readonly<Record<string, string>> = selector === undefined ? {} : { "match[]": selector };
    return (await ask(`prometheus/api/v1/label/${label}/values`, {
      ...match,
      start: String(startSeconds),
      end: String(endSeconds),
    })) as readonly string[];
  });
}
