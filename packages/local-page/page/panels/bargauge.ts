import { drawEmpty } from "../dashboard/draw-panel.ts";
import type { PanelKind } from "../dashboard/panel-context.ts";
import { h } from "../dom.ts";
import { shareOf, showSeries } from "./shown-series.ts";
import { valueLink } from "./value-link.ts";

/** A bar for each series, with its value behind it. */
export const bargauge: PanelKind = (body, context) => {
  const all = showSeries(context);
  if (all.length === 0) {
    drawEmpty(body, context.panel.fieldConfig?.defaults?.noValue ?? "No data");
    return undefined;
  }
  const values = all.map(({ value }) => value);
  const rows = all.map(({ name, value, field, shown, series }) => {
    const bar = h(
      "span",
      { class: "bar" },
      h("span", { class: "bar-filled", style: { width: `${100 * shareOf(value, field, values)}%`, background: shown.color } }),
    );
    return h(
      "li",
      {},
      h("span", { class: "bar-name", title: name }, valueLink(name, field, context, { labels: series.labels })),
      bar,
      h("span", { class: "bar-value", style: { color: shown.color } }, shown.text),
    );
  });
  body.append(h("ul", { class: "bars", tabindex: "0", "aria-label": context.panel.title }, rows));
  return undefined;
};
