import { fillQuery } from "../../src/dashboard/load-panel.ts";
import { drawEmpty } from "../dashboard/draw-panel.ts";
import type { PanelKind } from "../dashboard/panel-context.ts";
import { h } from "../dom.ts";
import { drawLines, loadLines } from "../views/log-lines.ts";

const LINES = 200;

/** Log lines of the range, the newest first. */
export const logs: PanelKind = async (body, { panel, state, data }) => {
  const queries = (panel.targets ?? []).flatMap(({ expr, maxLines }) =>
    expr ? [{ query: fillQuery(expr, state, data.stepSeconds), limit: maxLines ?? LINES }] : [],
  );
  const lines = (await Promise.all(queries.map((query) => loadLines({ ...query, ...state.range })))).flat();
  if (lines.length === 0) {
    drawEmpty(body, "No line in this time");
  } else {
    body.append(h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": panel.title }, drawLines(lines)));
  }
  return undefined;
};
