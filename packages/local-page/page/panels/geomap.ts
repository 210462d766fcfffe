import { type Field, fieldOf, type Shown, showValue } from "../../src/dashboard/field.ts";
import { sortRows, transformTables } from "../../src/dashboard/table.ts";
import { drawEmpty } from "../dashboard/draw-panel.ts";
import type { PanelContext, PanelKind } from "../dashboard/panel-context.ts";
import { h, s } from "../dom.ts";
import { countryName, fitView, radiusOf } from "../map/circles.ts";
import { type Point, world } from "../map/world.ts";
import { MOST_ROWS } from "./table.ts";
import { valueLink } from "./value-link.ts";

interface Country {
  readonly code: string;
  readonly name: string;
  readonly value: number;
  readonly shown: Shown;
  /** None for what is no country. */
  readonly place: Point | undefined;
}

/** A circle for each country on a map of the world, and beside it the same as a table. */
export const geomap: PanelKind = (body, context) => {
  const { panel, data } = context;
  const circles = panel.options?.layers?.find(({ type, location }) => type === "markers" && location?.mode === "lookup");
  const { size } = circles?.config?.style ?? {};
  const [lookup, column] = [circles?.location?.lookup ?? "", size?.field ?? ""];
  const field = fieldOf(panel, column);
  const all = countriesOf(context, { lookup, column, field });
  const countries = all.slice(0, MOST_ROWS);
  if (countries.length === 0) {
    drawEmpty(body, panel.fieldConfig?.defaults?.noValue ?? (data.tables.length > 0 && lookup === "" ? "No layer of markers" : "No data"));
    return undefined;
  }
  const values = countries.map(({ value }) => value);
  const tooltip = h("div", { class: "tooltip", hidden: true, "aria-hidden": "true" });
  const marks = countries.flatMap((country) =>
    country.place === undefined ? [] : [markOf(country, country.place, 2 * radiusOf(country.value, values, { ...size, field }), tooltip)],
  );
  body.append(
    h(
      "div",
      { class: "world" },
      s(
        "svg",
        {
          viewBox: fitView(
            countries.flatMap(({ place }) => (place === undefined ? [] : [place])),
            world,
          ).join(" "),
          role: "group",
          "aria-label": `Map: ${panel.title}`,
        },
        s("path", { class: "land", d: world.land }),
        marks,
      ),
      tableOf(countries, all.length, { lookup, column, field }, context),
    ),
    tooltip,
  );
  return undefined;
};

interface Columns {
  /** With codes. */
  readonly lookup: string;
  /** With values. */
  readonly column: string;
  readonly field: Field;
}

/** The largest first, so that a small circle lies on a large one. */
function countriesOf({ panel, data, theme }: PanelContext, { lookup, column, field }: Columns): readonly Country[] {
  const table = transformTables(data.tables, panel.transformations ?? []);
  const [codeAt, valueAt] = [table.columns.indexOf(lookup), table.columns.indexOf(column)];
  return sortRows(table, [{ displayName: column, desc: true }]).flatMap((row) => {
    const [code, value] = [row[codeAt], row[valueAt]];
    return typeof code === "string" && typeof value === "number" && Number.isFinite(value)
      ? [
          {
            code,
            name: countryName(code),
            value,
            shown: showValue(value, field, theme),
            place: Object.hasOwn(world.places, code) ? world.places[code] : undefined,
          },
        ]
      : [];
  });
}

/** A line of hardly any length, whose round ends are the circle: its width is in pixels of the screen, however large the map. */
function markOf({ name, shown }: Country, [x, y]: Point, width: number, tooltip: HTMLElement): SVGElement {
  const show = () => {
    tooltip.replaceChildren(
      h("div", { class: "tooltip-row" }, h("span", { class: "legend-name" }, name), h("span", { class: "legend-value" }, shown.text)),
    );
    tooltip.hidden = false;
    const { right, left, top } = mark.getBoundingClientRect();
    tooltip.style.left = `${right + width + tooltip.offsetWidth > innerWidth - 8 ? left - tooltip.offsetWidth - width / 2 - 6 : right + width / 2 + 6}px`;
    tooltip.style.top = `${Math.max(8, top - tooltip.offsetHeight / 2)}px`;
  };
  const hide = () => {
    tooltip.hidden = true;
  };
  const mark = s("path", {
    class: "place",
    d: `M${x} ${y}l.1 .1`,
    role: "img",
    tabindex: "0",
    "aria-label": `${name}: ${shown.text}`,
    style: { stroke: shown.color, "stroke-width": `${width}px` },
    on: { pointerenter: show, pointerleave: hide, focus: show, blur: hide },
  });
  return mark;
}

function tableOf(countries: readonly Country[], came: number, { lookup, column, field }: Columns, context: PanelContext): HTMLElement {
  const rows = countries.map(({ code, name, shown, place }) =>
    h(
      "tr",
      {},
      h("th", { scope: "row", title: place === undefined ? "Not on the map" : code }, place === undefined ? `${name} (not on the map)` : name),
      h("td", { class: "number" }, valueLink(shown.text, field, context, { cells: { [lookup]: code, [column]: shown.text } })),
    ),
  );
  const head = h("tr", {}, h("th", { scope: "col" }, lookup), h("th", { scope: "col", class: "number" }, column));
  return h(
    "div",
    { class: "scroll world-table", tabindex: "0", role: "group", "aria-label": `Table: ${context.panel.title}` },
    h("table", {}, h("thead", {}, head), h("tbody", {}, rows)),
    came > countries.length && h("p", { class: "muted" }, `${came - countries.length} more rows`),
  );
}
