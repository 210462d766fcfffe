import { fillVariables } from "../../src/dashboard/variables.ts";
import { drawEmpty } from "../dashboard/draw-panel.ts";
import type { PanelKind } from "../dashboard/panel-context.ts";
import { h } from "../dom.ts";
import { loadTrace, loadTraces } from "../views/jaeger.ts";
import { drawTraceList } from "../views/trace-list.ts";

/** Traces that a search of Jaeger finds, or one by its id. */
export const traces: PanelKind = async (body, { panel, state }) => {
  const found = await Promise.all(
    (panel.targets ?? []).map(async ({ queryType, query, service, operation, minDuration, tags, limit }) => {
      if (queryType !== "search" && query) {
        const trace = await loadTrace(fillVariables(query, state.variables)).catch(() => undefined);
        return trace === undefined ? [] : [trace];
      }
      const { startSeconds, endSeconds } = state.range;
      const given = Object.entries({ service, operation, minDuration, tags }).filter((entry): entry is [string, string] => Boolean(entry[1]));
      const filled = given.map(([name, text]): [string, string] => [
        name,
        name === "tags" ? logfmtTags(fillVariables(text, state.variables)) : fillVariables(text, state.variables),
      ]);
      return loadTraces({
        ...Object.fromEntries(filled),
        limit: String(limit ?? 20),
        start: String(Math.round(startSeconds * 1e6)),
        end: String(Math.round(endSeconds * 1e6)),
      });
    }),
  );
  if (found.flat().length === 0) {
    drawEmpty(body, "No trace in this time");
  } else {
    body.append(h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": panel.title }, drawTraceList(found.flat())));
  }
  return undefined;
};

/** Grafana writes `error=true http.route=/a`, Jaeger's API takes JSON. */
function logfmtTags(text: string): string {
  const pairs = [...text.matchAll(/([\w.]+)=("[^"]*"|\S+)/g)].map(([, name, value = ""]) => [name, value.replaceAll('"', "")]);
  return text.trim().startsWith("{") ? text : JSON.stringify(Object.fromEntries(pairs));
}
