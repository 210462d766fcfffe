import type uPlot from "uplot";
import { showValue } from "../../src/dashboard/field.ts";
import type { PanelContext } from "../dashboard/panel-context.ts";
import { h } from "../dom.ts";
import type { ChartModel } from "./chart-model.ts";

/** Rows of one box; the rest is counted. */
const MOST = 24;

/** The values under the pointer, the largest first. */
export function createTooltip(
  place: HTMLElement,
  model: ChartModel,
  { theme, data }: PanelContext,
): { readonly element: HTMLElement; readonly show: (chart: uPlot) => void } {
  const element = h("div", { class: "tooltip", hidden: true, "aria-hidden": "true" });
  let over = false;
  place.addEventListener("pointerenter", () => {
    over = true;
  });
  place.addEventListener("pointerleave", () => {
    over = false;
    element.hidden = true;
  });
  const show = (chart: uPlot) => {
    const { idx, left = -1, top = -1 } = chart.cursor;
    if (!over || idx === null || idx === undefined || left < 0) {
      element.hidden = true;
      return;
    }
    const seconds = Number(model.columns[0]?.[idx]);
    const rows = model.series
      .map((one, index) => ({ one, value: model.values[index]?.[idx] ?? null }))
      .filter(({ value }) => value !== null)
      .toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0));
    const happened = model.annotations
      .filter(({ startSeconds, endSeconds }) => seconds >= startSeconds - data.stepSeconds && seconds <= endSeconds + data.stepSeconds)
      .slice(0, 5);
    element.replaceChildren(
      h("div", { class: "tooltip-time" }, new Date(seconds * 1000).toLocaleString("sv-SE")),
      ...rows
        .slice(0, MOST)
        .map(({ one, value }) =>
          h(
            "div",
            { class: "tooltip-row" },
            h("span", { class: "swatch", style: { background: one.color } }),
            h("span", { class: "legend-name" }, one.name),
            h("span", { class: "legend-value" }, showValue(value, one.field, theme).text),
          ),
        ),
      ...(rows.length > MOST ? [h("div", { class: "muted" }, `${rows.length - MOST} more`)] : []),
      ...happened.map(({ title, text, color }) =>
        h(
          "div",
          { class: "tooltip-row" },
          h("span", { class: "swatch", style: { background: color } }),
          h("span", { class: "legend-name" }, `${title} ${text}`),
        ),
      ),
    );
    element.hidden = rows.length === 0 && happened.length === 0;
    const box = chart.over.getBoundingClientRect();
    const [x, y] = [box.left + left + 14, box.top + Math.max(0, top) + 10];
    element.style.left = `${x + element.offsetWidth > innerWidth - 8 ? x - element.offsetWidth - 28 : x}px`;
    element.style.top = `${Math.max(8, Math.min(y, innerHeight - element.offsetHeight - 8))}px`;
  };
  return { element, show };
}
