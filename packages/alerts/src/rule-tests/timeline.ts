import type { InputSeries, SampleRun, SeriesLabels } from "@platform/promql";
import { seriesName } from "@platform/promql";
import type { DrivenSeries } from "./drive.ts";

/** A time in which every series does the same, or is gone. */
export interface Stretch {
  readonly seconds: number;
  readonly series: readonly DrivenSeries[];
}

/** Samples of every series over stretches that follow each other. A series that a stretch does not name is gone while it lasts. */
export function inputOf(stretches: readonly Stretch[], sampleSeconds: number): readonly InputSeries[] {
  const keys = new Map(stretches.flatMap((stretch) => stretch.series).map((one) => [keyOf(one), one]));
  return [...keys].map(([key, { of, labels }]) => {
    const amounts = stretches.map(({ seconds, series }) => ({
      count: Math.round(seconds / sampleSeconds),
      driven: series.filter((one) => keyOf(one) === key),
    }));
    return { series: of.series, part: of.part, labels, samples: runsOf(amounts, sampleSeconds) };
  });
}

export function totalSeconds(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** A whole number of samples. */
export function rounded(seconds: number, sampleSeconds: number): number {
  return Math.ceil(seconds / sampleSeconds) * sampleSeconds;
}

function keyOf({ of, labels }: Pick<DrivenSeries, "of" | "labels">): string {
  return `${seriesName(of)}${JSON.stringify(sorted(labels))}`;
}

function sorted(labels: SeriesLabels): readonly (readonly [string, string])[] {
  return Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1));
}

interface Amount {
  readonly count: number;
  readonly driven: readonly DrivenSeries[];
}

/**
 * A stretch ends with its last sample, so that one more stands at time 0. A counter begins at 0, and again at 0 after it was gone; a
 * clock tells a time that stays equally far away.
 */
function runsOf(amounts: readonly Amount[], sampleSeconds: number): readonly SampleRun[] {
  const runs: SampleRun[] = [];
  let value = 0;
  let index = 0;
  for (const { count, driven } of amounts.filter((amount) => amount.count > 0)) {
    const [first] = driven;
    const samples = index === 0 ? count + 1 : count;
    if (first === undefined) {
      runs.push({ kind: "stale" }, ...(samples > 1 ? [{ kind: "none", count: samples - 1 } as const] : []));
      value = 0;
    } else if (first.form === "level") {
      const step = (first.risePerSecond ?? 0) * sampleSeconds;
      runs.push({ kind: "line", from: first.amount + (index === 0 ? 0 : step), step, count: samples });
    } else if (first.form === "clock") {
      runs.push({ kind: "line", from: index * sampleSeconds - first.amount, step: sampleSeconds, count: samples });
    } else {
      const step = driven.reduce((sum, { amount }) => sum + amount, 0) * sampleSeconds;
      runs.push({ kind: "line", from: index === 0 ? 0 : value + step, step, count: samples });
      value += step * count;
    }
    index += samples;
  }
  return runs;
}
