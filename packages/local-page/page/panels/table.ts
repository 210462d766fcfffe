import { contrast } from "../../src/dashboard/colors.ts";
import { fieldOf, showValue } from "../../src/dashboard/field.ts";
import { type Cell, sortRows, transformTables } from "../../src/dashboard/table.ts";
import { drawEmpty } from "../dashboard/draw-panel.ts";
import type { PanelContext, PanelKind } from "../dashboard/panel-context.ts";
import { h } from "../dom.ts";
import { valueLink } from "./value-link.ts";

/** Rows beyond these would only slow the page down. */
export const MOST_ROWS = 1000;

/** Labels and values in columns; a click on a title sorts by it. */
export const table: PanelKind = (body, context) => {
  const { panel, data, memory } = context;
  const shown = transformTables(data.tables, panel.transformations ?? []);
  if (shown.rows.length === 0) {
    drawEmpty(body, panel.fieldConfig?.defaults?.noValue ?? "No data");
    return undefined;
  }
  const draw = () => {
    const sort = memory.sort ?? panel.options?.sortBy ?? [];
    const rows = sortRows(shown, sort);
    const numeric = shown.columns.map((_, at) => rows.some((row) => typeof row[at] === "number"));
    const head = shown.columns.map((column, at) => {
      const by = sort.find(({ displayName }) => displayName === column);
      const order = by === undefined ? "none" : by.desc ? "descending" : "ascending";
      const press = () => {
        memory.sort = [{ displayName: column, desc: by === undefined ? numeric[at] === true : !by.desc }];
        draw();
        body.querySelectorAll<HTMLButtonElement>("th button").item(at).focus();
      };
      return h(
        "th",
        { scope: "col", "aria-sort": order, class: numeric[at] ? "number" : "" },
        h(
          "button",
          { type: "button", on: { click: press } },
          column,
          h("span", { class: "sort", "aria-hidden": "true" }, by === undefined ? "" : by.desc ? " ↓" : " ↑"),
        ),
      );
    });
    const lines = rows.slice(0, MOST_ROWS).map((row) => {
      const cells = Object.fromEntries(shown.columns.map((column, at) => [column, String(row[at] ?? "")]));
      return h(
        "tr",
        {},
        row.map((cell, at) => drawCell(cell, shown.columns[at] ?? "", cells, numeric[at] === true, context)),
      );
    });
    const more = rows.length > MOST_ROWS && h("p", { class: "muted" }, `${rows.length - MOST_ROWS} more rows`);
    body.replaceChildren(
      h(
        "div",
        { class: "scroll", tabindex: "0", role: "group", "aria-label": panel.title },
        h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, lines)),
        more,
      ),
    );
  };
  draw();
  return undefined;
};

function drawCell(cell: Cell, column: string, cells: Readonly<Record<string, string>>, number: boolean, context: PanelContext): HTMLElement {
  const field = fieldOf(context.panel, column);
  const { text, color } = showValue(cell, field, context.theme);
  const kind = field.custom.cellOptions?.type ?? "auto";
  const style: Record<string, string> =
    kind === "color-text"
      ? { color }
      : kind === "color-background"
        ? { background: color, color: contrast(color, "#FFFFFF") < 3 ? "#14161A" : "#FFFFFF" }
        : {};
  return h(
    "td",
    { class: `${number ? "number" : ""} ${kind === "color-background" ? "filled" : ""}`, style },
    valueLink(text, field, context, { cells }),
  );
}
