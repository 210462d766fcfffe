import type { TimeRange } from "./time-range.ts";

const STEPS = [1, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800];

/** Times at even places, as many as have room. */
export function timeTicks({ startSeconds, endSeconds }: TimeRange, most: number): readonly number[] {
  const least = (endSeconds - startSeconds) / most;
  const step = STEPS.find((one) => one >= least) ?? 604_800 * Math.ceil(least / 604_800);
  const shift = new Date(startSeconds * 1000).getTimezoneOffset() * 60;
  const first = Math.ceil((startSeconds - shift) / step) * step + shift;
  return Array.from({ length: Math.max(0, Math.floor((endSeconds - first) / step) + 1) }, (_, index) => first + index * step);
}

/** `14:05`, with the day where the range is longer than one, with seconds where the ticks lie between minutes. */
export function timeTexts(ticks: readonly number[], rangeSeconds: number): readonly string[] {
  const precise = ticks.some((seconds) => seconds % 60 !== 0);
  return ticks.map((seconds) => {
    const date = new Date(seconds * 1000);
    const [day, clock] = [date.toLocaleDateString("sv-SE").slice(5), date.toLocaleTimeString("sv-SE")];
    if (rangeSeconds > 2 * 86_400) {
      return rangeSeconds > 10 * 86_400 ? day : `${day} ${clock.slice(0, 5)}`;
    }
    return precise ? clock : clock.slice(0, 5);
  });
}
