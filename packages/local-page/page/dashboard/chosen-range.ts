import type { DashboardJson } from "../../src/dashboard/dashboard-json.ts";
import { readTimeRange, type TimeRange } from "../../src/dashboard/time-range.ts";
import type { YoungData } from "../../src/dashboard/young-data.ts";
import { nowSeconds, recorded } from "../recorded.ts";

/** What the reader sees in the time picker: the address, or else the dashboard's own. */
export interface ChosenRange {
  readonly from: string;
  readonly to: string;
  /** `30s`; empty for never. */
  readonly refresh: string;
}

export const HOUR: ChosenRange = { from: "now-1h", to: "now", refresh: "30s" };

/** @param young - a shorter range, where Prometheus has no more */
export function chosenRange(dashboard: Pick<DashboardJson, "time" | "refresh">, young?: YoungData): ChosenRange {
  const parameters = new URLSearchParams(location.search);
  return {
    from: parameters.get("from") ?? young?.from ?? dashboard.time?.from ?? HOUR.from,
    to: parameters.get("to") ?? dashboard.time?.to ?? HOUR.to,
    refresh: recorded === undefined ? (parameters.get("refresh") ?? (dashboard.refresh || "")) : "",
  };
}

/** A range that is none gives way to the last hour. */
export function rangeOf({ from, to }: Pick<ChosenRange, "from" | "to">): TimeRange {
  const now = nowSeconds();
  return readTimeRange(from, to, now) ?? { startSeconds: now - 3600, endSeconds: now };
}

/** As links carry it on: `from=now-1h&to=now`. */
export function urlTimeRange({ from, to }: Pick<ChosenRange, "from" | "to">): string {
  return new URLSearchParams({ from, to }).toString();
}
