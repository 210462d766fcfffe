import type { Row, SeriesColor } from "../model/model.ts";

/** Far enough apart to be told from each other on dark and on light, and none of those that say good or bad. */
const COLORS = [
  "#5794F2",
  "#FF9830",
  "#B877D9",
  "#3ABEC0",
  "#E8C547",
  "#8AB85C",
  "#E06BA0",
  "#8C6D4F",
  "#7C8CE8",
  "#C2692E",
  "#5B9E8F",
  "#A3A3B0",
] as const satisfies readonly SeriesColor[];

/** Gives each service one colour on all panels that have a series for each; more services than there are colours keep those that Grafana makes of their names. */
export function colorServices(rows: readonly Row[], services: readonly string[]): readonly Row[] {
  if (services.length > COLORS.length) {
    return rows;
  }
  const colors = Object.fromEntries(services.map((name, index) => [name, COLORS[index] as SeriesColor]));
  return rows.map((row) => ({
    ...row,
    panels: row.panels.map((panel) => {
      const each = panel.kind === "timeseries" && panel.queries.some(({ legend }) => legend === "{{job}}");
      return each ? { ...panel, options: { ...panel.options, colors } } : panel;
    }),
  }));
}
