import { readDuration, type TimeRange } from "./time-range.ts";

/** Steps that Grafana rounds to, in seconds, each taken up to the number before it. */
const STEPS: readonly (readonly [below: number, step: number])[] = [
  [0.015, 0.01],
  [0.035, 0.02],
  [0.075, 0.05],
  [0.15, 0.1],
  [0.35, 0.2],
  [0.75, 0.5],
  [1.5, 1],
  [3.5, 2],
  [7.5, 5],
  [12.5, 10],
  [17.5, 15],
  [25, 20],
  [45, 30],
  [90, 60],
  [210, 120],
  [450, 300],
  [750, 600],
  [1050, 900],
  [1500, 1200],
  [2700, 1800],
  [5400, 3600],
  [9000, 7200],
  [16_200, 10_800],
  [32_400, 21_600],
  [64_800, 43_200],
  [604_800, 86_400],
  [1_814_400, 604_800],
  [3_628_800, 2_592_000],
];

/** Pixels that a panel over the whole width has for its points. */
const FULL_WIDTH = 1440;

/** Time between two points of a panel, as Grafana takes it: as many as fit, rounded, and no less than the query or a scrape allows. */
export function stepSeconds(
  range: TimeRange,
  { columns, scrapeSeconds, interval }: { readonly columns: number; readonly scrapeSeconds: number; readonly interval?: string | undefined },
): number {
  const points = Math.max(50, Math.round((FULL_WIDTH * columns) / 24));
  const exact = (range.endSeconds - range.startSeconds) / points;
  const rounded = STEPS.find(([below]) => exact < below)?.[1] ?? 31_536_000;
  return Math.max(rounded, readDuration(interval ?? "") ?? 0, scrapeSeconds);
}

/** `$__rate_interval`: never less than four scrapes. https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/ */
export function rateIntervalSeconds(step: number, scrapeSeconds: number): number {
  return Math.max(step + scrapeSeconds, 4 * scrapeSeconds);
}

/** The range with its ends on multiples of the step, so that points stay where they are from one refresh to the next. */
export function alignRange({ startSeconds, endSeconds }: TimeRange, step: number): TimeRange {
  return { startSeconds: Math.floor(startSeconds / step) * step, endSeconds: Math.floor(endSeconds / step) * step };
}
