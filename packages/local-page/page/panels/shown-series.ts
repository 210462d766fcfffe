import { type Field, fieldOf, type Shown, seriesColor, showValue } from "../../src/dashboard/field.ts";
import { reduceValues } from "../../src/dashboard/reduce.ts";
import type { Series } from "../../src/dashboard/series.ts";
import type { PanelContext } from "../dashboard/panel-context.ts";

/** A series with its field, its colour, and the one value that stands for it. */
export interface ShownSeries {
  readonly series: Series;
  readonly name: string;
  readonly field: Field;
  readonly color: string;
  readonly value: number | null;
  readonly shown: Shown;
}

/** Every series of a panel as its options say. */
export function showSeries({ panel, data, theme }: PanelContext): readonly ShownSeries[] {
  const [calc = "lastNotNull"] = panel.options?.reduceOptions?.calcs ?? [];
  return data.series
    .map((series, index) => {
      const field = fieldOf(panel, series.name, series.refId);
      const value = reduceValues(series.values, calc);
      const color = seriesColor(series.name, index, field, value, theme);
      return { series, name: field.displayName ?? series.name, field, color, value, shown: showValue(value, field, theme) };
    })
    .filter(({ field }) => !field.custom.hideFrom?.viz);
}

/** Share of the way from the field's least to its most value, 0 to 1. */
export function shareOf(value: number | null, { min, max, unit }: Field, all: readonly (number | null)[]): number {
  const values = all.filter((one): one is number => one !== null && Number.isFinite(one));
  const low = min ?? Math.min(0, ...values);
  const high = max ?? (unit === "percentunit" && values.every((one) => one <= 1) ? 1 : Math.max(low + 1e-9, ...values));
  return value === null || !Number.isFinite(value) ? 0 : Math.min(1, Math.max(0, (value - low) / (high - low || 1)));
}
