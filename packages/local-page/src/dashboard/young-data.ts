import type { Ask } from "./ask.ts";
import type { DashboardJson } from "./dashboard-json.ts";
import { type QueryData, samplesOf } from "./series.ts";
import { readTimeRange } from "./time-range.ts";

/** Prometheus has less than a dashboard shows by itself. */
export interface YoungData {
  /** The shortest usual range that holds it: `now-5m`. */
  readonly from: string;
  /** About the time of the first sample, seconds since 1970; undefined while there is none. */
  readonly sinceSeconds: number | undefined;
}

const RANGES = ["5m", "15m", "30m", "1h", "3h", "6h", "1d", "2d", "7d", "30d"];
/** Points of the question, and how many of them may be missing at its beginning. */
const [POINTS, MISSING] = [60, 2];

/**
 * Asks how far back the data goes: three hours of which two minutes are known make charts that nobody can read.
 *
 * @returns undefined when the range of the dashboard is filled, does not end now, or Prometheus does not say
 */
export async function youngData({ time }: Pick<DashboardJson, "time">, ask: Ask, nowSeconds: number): Promise<YoungData | undefined> {
  const range = readTimeRange(time?.from ?? "now-1h", time?.to ?? "now", nowSeconds);
  if (range === undefined || range.endSeconds !== nowSeconds) {
    return undefined;
  }
  const step = Math.max(1, Math.round((range.endSeconds - range.startSeconds) / POINTS));
  const [start, end] = [nowSeconds - POINTS * step, nowSeconds].map((seconds) => seconds.toFixed(3));
  const parameters = { query: "count(up)", start: start ?? "", end: end ?? "", step: String(step) };
  const data = (await ask("prometheus/api/v1/query_range", parameters).catch(() => undefined)) as QueryData | undefined;
  if (data?.resultType !== "matrix") {
    return undefined;
  }
  const [first] = samplesOf(data).flatMap(({ values = [] }) => values.slice(0, 1).map(([seconds]) => seconds));
  const age = first === undefined ? 0 : nowSeconds - first;
  const shortest = RANGES.find((length) => age <= lengthOf(length, nowSeconds)) ?? "";
  const isFilled = age >= (POINTS - MISSING) * step || lengthOf(shortest, nowSeconds) >= range.endSeconds - range.startSeconds;
  return isFilled ? undefined : { from: `now-${shortest}`, sinceSeconds: first };
}

function lengthOf(duration: string, nowSeconds: number): number {
  return nowSeconds - (readTimeRange(`now-${duration}`, "now", nowSeconds)?.startSeconds ?? 0);
}
