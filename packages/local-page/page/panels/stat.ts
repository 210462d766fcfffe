import { contrast } from "../../src/dashboard/colors.ts";
import { drawEmpty } from "../dashboard/draw-panel.ts";
import type { PanelKind } from "../dashboard/panel-context.ts";
import { h, s } from "../dom.ts";
import { type ShownSeries, showSeries } from "./shown-series.ts";
import { valueLink } from "./value-link.ts";

/** One large value for each series, with its past behind it. */
export const stat: PanelKind = (body, context) => {
  const all = showSeries(context);
  const { colorMode, graphMode } = context.panel.options ?? {};
  if (all.length === 0) {
    drawEmpty(body, context.panel.fieldConfig?.defaults?.noValue ?? "No data");
    return undefined;
  }
  const tiles = all.map((one) => {
    const filled = colorMode === "background";
    const named = all.length > 1;
    const value = h("div", { class: "stat-value" }, valueLink(one.shown.text, one.field, context, { labels: one.series.labels }));
    const words = [...one.shown.text].length;
    value.style.setProperty("--characters", String(Math.max(4, words)));
    const tile = h(
      "div",
      { class: `stat-tile${filled ? " filled" : ""}` },
      graphMode === "area" && sparkline(one, filled),
      named && h("div", { class: "stat-name" }, one.name),
      value,
    );
    tile.style.setProperty("--color", one.shown.color);
    tile.style.setProperty("--on-color", filled && /^#/.test(one.shown.color) && contrast(one.shown.color, "#FFFFFF") < 3 ? "#14161A" : "#FFFFFF");
    return tile;
  });
  body.append(h("div", { class: "stats" }, tiles));
  return undefined;
};

function sparkline({ series, shown }: ShownSeries, filled: boolean): SVGElement | null {
  const points = series.values
    .map((value, index) => [index, value] as const)
    .filter((point): point is readonly [number, number] => point[1] !== null && Number.isFinite(point[1]));
  if (points.length < 2) {
    return null;
  }
  const values = points.map(([, value]) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const y = (value: number) => (high === low ? 50 : 95 - (90 * (value - low)) / (high - low));
  const x = (index: number) => ((100 * index) / Math.max(1, series.values.length - 1)).toFixed(2);
  const line = points.map(([index, value], at) => `${at === 0 ? "M" : "L"}${x(index)},${y(value).toFixed(2)}`).join("");
  const [first, last] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 0];
  return s(
    "svg",
    { class: "sparkline", viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" },
    s("path", { d: `${line}L${x(last)},100L${x(first)},100Z`, fill: filled ? "#FFFFFF" : shown.color, "fill-opacity": "0.15" }),
    s("path", { d: line, fill: "none", stroke: filled ? "#FFFFFF" : shown.color, "stroke-width": "1.5", "vector-effect": "non-scaling-stroke" }),
  );
}
