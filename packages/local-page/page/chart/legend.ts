import { showValue } from "../../src/dashboard/field.ts";
import { reducerTitle, reduceValues } from "../../src/dashboard/reduce.ts";
import type { PanelContext } from "../dashboard/panel-context.ts";
import { h } from "../dom.ts";
import type { ShownSeries } from "../panels/shown-series.ts";
import { valueLink } from "../panels/value-link.ts";

/** More series than this are not named one by one. */
const MOST = 200;

/** Names of the series. A click shows only that one, or all again; with Ctrl or ⌘ it hides or shows it. */
export function drawLegend(all: readonly ShownSeries[], context: PanelContext, hidden: Set<string>, changed: () => void): HTMLElement {
  const { calcs = [], displayMode, sortBy, sortDesc = false } = context.panel.options?.legend ?? {};
  const names = all.map(({ series }) => series.name);
  const press = (name: string, several: boolean) => {
    const alone = !hidden.has(name) && hidden.size === names.length - 1;
    const next = several
      ? new Set(hidden.has(name) ? [...hidden].filter((one) => one !== name) : [...hidden, name])
      : new Set(alone ? [] : names.filter((one) => one !== name));
    hidden.clear();
    for (const one of next.size === names.length ? [] : next) {
      hidden.add(one);
    }
    for (const button of element.querySelectorAll<HTMLElement>("button[data-series]")) {
      button.setAttribute("aria-pressed", String(!hidden.has(button.dataset.series ?? "")));
    }
    changed();
  };
  const button = ({ series, name, color }: ShownSeries) =>
    h(
      "button",
      {
        type: "button",
        class: "legend-series",
        "data-series": series.name,
        "aria-pressed": String(!hidden.has(series.name)),
        title: name,
        on: { click: (event) => press(series.name, event.ctrlKey || event.metaKey) },
      },
      h("span", { class: "swatch", style: { background: color } }),
      h("span", { class: "legend-name" }, name),
    );
  const value = (one: ShownSeries, calc: string) => showValue(reduceValues(one.series.values, calc), one.field, context.theme).text;
  const more = all.length > MOST && h("span", { class: "muted" }, `${all.length - MOST} more`);
  const element = h("div", {
    class: `chart-legend ${displayMode ?? "list"}`,
    tabindex: "0",
    role: "group",
    "aria-label": `Legend of ${context.panel.title ?? ""}`,
  });
  if (displayMode !== "table") {
    const items = all.slice(0, MOST).map((one) =>
      h(
        "li",
        {},
        button(one),
        calcs.map((calc) => h("span", { class: "legend-value" }, `${reducerTitle(calc)}: ${value(one, calc)}`)),
        link(one, context),
      ),
    );
    element.append(h("ul", { class: "legend" }, items));
  } else {
    const by = calcs.find((calc) => sortBy?.startsWith(reducerTitle(calc)));
    const amount = (one: ShownSeries) => (by === undefined ? 0 : (reduceValues(one.series.values, by) ?? Number.NEGATIVE_INFINITY));
    const sorted = by === undefined ? all : all.toSorted((one, other) => (sortDesc ? amount(other) - amount(one) : amount(one) - amount(other)) || 0);
    const rows = sorted.slice(0, MOST).map((one) =>
      h(
        "tr",
        {},
        h("th", { scope: "row" }, button(one), link(one, context)),
        calcs.map((calc) => h("td", { class: "number" }, value(one, calc))),
      ),
    );
    element.append(
      h(
        "table",
        {},
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col" }, "Name"),
            calcs.map((calc) => h("th", { scope: "col", class: "number" }, reducerTitle(calc))),
          ),
        ),
        h("tbody", {}, rows),
      ),
    );
  }
  element.append(...(more ? [more] : []));
  return element;
}

function link({ field, series }: ShownSeries, context: PanelContext): Node | string | false {
  return (field.links ?? []).length > 0 && valueLink("↗", field, context, { labels: series.labels });
}
