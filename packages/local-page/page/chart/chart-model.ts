import { colorOf } from "../../src/dashboard/colors.ts";
import type { Annotation } from "../../src/dashboard/load-annotations.ts";
import type { Exemplar } from "../../src/dashboard/series.ts";
import type { PanelContext } from "../dashboard/panel-context.ts";
import type { ShownSeries } from "../panels/shown-series.ts";

export type ChartSeries = ShownSeries;

/** A horizontal line at a threshold. */
export interface ThresholdLine {
  readonly value: number;
  readonly color: string;
}

/** All that a chart of lines draws. */
export interface ChartModel {
  readonly series: readonly ChartSeries[];
  /** Times, then a list of values for each series, stacked where they are. */
  readonly columns: readonly (readonly (number | null)[])[];
  /** As they were before they were stacked. */
  readonly values: readonly (readonly (number | null)[])[];
  readonly stacked: boolean;
  readonly thresholds: readonly ThresholdLine[];
  readonly annotations: readonly Annotation[];
  readonly exemplars: readonly Exemplar[];
}

/** More points than this would hide the lines. */
const MOST_EXEMPLARS = 100;

/** Stacked series are drawn from the top down, so that one which adds nothing does not hide those below it. */
export function chartModel(all: readonly ChartSeries[], { data, state, theme }: PanelContext): ChartModel {
  const times = timesOf(all);
  const values = all.map(({ series: { times: own, values: list } }) => finite(own.length === times.length ? list : onTimes(own, list, times)));
  const stacked = all.some(({ field }) => field.custom.stacking?.mode === "normal");
  const [first] = all;
  const lines = (first?.field.custom.thresholdsStyle?.mode ?? "off") === "off" ? [] : (first?.field.thresholds?.steps ?? []);
  return {
    series: stacked ? all.toReversed() : all,
    columns: [times, ...(stacked ? stack(values).toReversed() : values)],
    values: stacked ? values.toReversed() : values,
    stacked,
    thresholds: lines.flatMap(({ value, color }) => (value === null ? [] : [{ value, color: colorOf(color, theme) }])),
    annotations: state.annotations.map((one) => ({ ...one, color: colorOf(one.color, theme) })),
    exemplars: data.exemplars.toSorted((one, other) => other.value - one.value).slice(0, MOST_EXEMPLARS),
  };
}

function finite(values: readonly (number | null)[]): readonly (number | null)[] {
  return values.map((value) => (value !== null && Number.isFinite(value) ? value : null));
}

function timesOf(series: readonly ChartSeries[]): readonly number[] {
  const [first] = series;
  const same = series.every(({ series: one }) => one.times.length === first?.series.times.length && one.times[0] === first.series.times[0]);
  return same ? (first?.series.times ?? []) : [...new Set(series.flatMap(({ series: one }) => one.times))].sort((one, other) => one - other);
}

function onTimes(from: readonly number[], values: readonly (number | null)[], times: readonly number[]): readonly (number | null)[] {
  const byTime = new Map(from.map((time, index) => [time, values[index] ?? null]));
  return times.map((time) => byTime.get(time) ?? null);
}

/** Each series on top of those before it; where one has no value, it adds nothing. */
function stack(values: readonly (readonly (number | null)[])[]): readonly (readonly (number | null)[])[] {
  const sums: number[] = [];
  return values.map((list) =>
    list.map((value, index) => {
      sums[index] = (sums[index] ?? 0) + (value ?? 0);
      return value === null ? null : (sums[index] ?? 0);
    }),
  );
}
