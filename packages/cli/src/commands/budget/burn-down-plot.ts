import { FREEZE_BELOW } from "@platform/slo";
import { escapeHtml } from "./escape-html.ts";

/** What was left of a budget over time, seconds since 1970 and ratio. */
export interface BurnDown {
  readonly slo: string;
  readonly help: string;
  readonly objective: number;
  /** `30 days`, `a calendar month`. */
  readonly period: string;
  readonly points: readonly (readonly [seconds: number, ratio: number])[];
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly stepSeconds: number;
}

const WIDTH = 640;
const HEIGHT = 160;
const LEFT = 44;
const BOTTOM = 20;
const TOP = 8;

/** Overspent further than this is drawn at the edge. */
const LOWEST = -1;

/** An SVG of what was left: a line with gaps where there was no data, and the limit under which deployments freeze. */
export function burnDownPlot({ slo, points, startSeconds, endSeconds, stepSeconds }: BurnDown): string {
  const least = Math.max(LOWEST, Math.min(0, ...points.map(([, ratio]) => ratio)));
  const x = (seconds: number) => LEFT + ((seconds - startSeconds) / (endSeconds - startSeconds)) * (WIDTH - LEFT);
  const y = (ratio: number) => TOP + ((1 - Math.max(least, Math.min(1, ratio))) / (1 - least)) * (HEIGHT - TOP - BOTTOM);
  const path = points
    .map(([seconds, ratio], index) => {
      const isGap = index === 0 || seconds - (points[index - 1]?.[0] ?? 0) > 1.5 * stepSeconds;
      return `${isGap ? "M" : "L"}${x(seconds).toFixed(1)} ${y(ratio).toFixed(1)}`;
    })
    .join("");
  const grid = [1, 0.5, 0, ...(least < 0 ? [least] : [])].map((ratio) => line("grid", ratio, `${Math.round(ratio * 100)} %`));
  const days = dayMarks(startSeconds, endSeconds).map(
    ([seconds, text]) => `<text x="${x(seconds).toFixed(1)}" y="${HEIGHT - 4}" text-anchor="middle">${text}</text>`,
  );
  const body = [...grid, line("freeze", FREEZE_BELOW, ""), `<path d="${path}"/>`, ...days].join("");
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Error budget left of ${escapeHtml(slo)}">${body}</svg>`;

  function line(name: string, ratio: number, text: string): string {
    const at = y(ratio).toFixed(1);
    const label = text === "" ? "" : `<text x="${LEFT - 6}" y="${(y(ratio) + 4).toFixed(1)}" text-anchor="end">${text}</text>`;
    return `<line class="${name}" x1="${LEFT}" x2="${WIDTH}" y1="${at}" y2="${at}"/>${label}`;
  }
}

/** Five days, evenly apart, as `11-26`. */
function dayMarks(startSeconds: number, endSeconds: number): readonly (readonly [number, string])[] {
  return [0.1, 0.3, 0.5, 0.7, 0.9].map((part) => {
    const seconds = startSeconds + part * (endSeconds - startSeconds);
    return [seconds, new Date(seconds * 1000).toISOString().slice(5, 10)];
  });
}
