import { formatValue } from "../../src/dashboard/format-value.ts";
import { drawEmpty } from "../dashboard/draw-panel.ts";
import type { PanelKind } from "../dashboard/panel-context.ts";
import { h, s } from "../dom.ts";
import { showSeries } from "./shown-series.ts";

const RADIUS = 38;
const AROUND = 2 * Math.PI * RADIUS;

/** Shares of a whole, the largest first. */
export const piechart: PanelKind = (body, context) => {
  const all = showSeries(context)
    .filter(({ value }) => value !== null && value > 0)
    .toSorted((one, other) => (other.value ?? 0) - (one.value ?? 0));
  const total = all.reduce((sum, { value }) => sum + (value ?? 0), 0);
  if (total === 0) {
    drawEmpty(body, context.panel.fieldConfig?.defaults?.noValue ?? (context.data.series.length > 0 ? "All are 0" : "No data"));
    return undefined;
  }
  const { options } = context.panel;
  let before = 0;
  const slices = all.map(({ value, color, name, shown }) => {
    const share = (value ?? 0) / total;
    const slice = s(
      "circle",
      {
        cx: 50,
        cy: 50,
        r: RADIUS,
        fill: "none",
        stroke: color,
        "stroke-width": options?.pieType === "donut" ? 20 : 2 * RADIUS,
        "stroke-dasharray": `${Math.max(0, share * AROUND - 0.6)} ${AROUND}`,
        "stroke-dashoffset": -before * AROUND,
        transform: "rotate(-90 50 50)",
      },
      s("title", {}, `${name}: ${shown.text} (${percent(share)})`),
    );
    before += share;
    return slice;
  });
  const words = all.map(({ name, value }) => `${name} ${percent((value ?? 0) / total)}`);
  const legend = all.map(({ name, color, value, shown }) =>
    h(
      "li",
      { title: `${name}: ${shown.text}` },
      h("span", { class: "swatch", style: { background: color } }),
      h("span", { class: "legend-name" }, name),
      h("span", { class: "legend-value" }, percent((value ?? 0) / total)),
    ),
  );
  const place = options?.legend?.placement === "right" ? "right" : "bottom";
  body.append(
    h(
      "div",
      { class: `pie ${place}` },
      s("svg", { viewBox: "0 0 100 100", role: "img", "aria-label": words.join(", ") }, slices),
      options?.legend?.showLegend !== false && h("ul", { class: "pie-legend", tabindex: "0", "aria-label": "Legend" }, legend),
    ),
  );
  return undefined;
};

function percent(share: number): string {
  return formatValue(share, "percentunit", share < 0.1 ? 1 : 0);
}
