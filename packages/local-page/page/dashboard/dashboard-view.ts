import type { DashboardJson } from "../../src/dashboard/dashboard-json.ts";
import { loadAnnotations } from "../../src/dashboard/load-annotations.ts";
import { loadDashboardVariables } from "../../src/dashboard/load-dashboard-variables.ts";
import { readDuration } from "../../src/dashboard/time-range.ts";
import type { Choices, Variable } from "../../src/dashboard/variables.ts";
import { ask } from "../api.ts";
import { h } from "../dom.ts";
import type { View } from "../views/views.ts";
import { chosenRange, rangeOf } from "./chosen-range.ts";
import { type DashboardState, type DrawnPanel, drawRows } from "./draw-rows.ts";
import { drawToolbar } from "./toolbar.ts";

/** A generated dashboard: its drop-downs, its rows and panels, renewed as often as it says. */
export const dashboardView: View = ({ main, overview, parts: [uid = ""] }) => {
  const ended = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  // What is shown until the new data has come answers no more: a box opened in it would vanish.
  const busy = (on: boolean) => {
    main.inert = on;
    main.ariaBusy = String(on);
  };
  const show = async () => {
    busy(true);
    const dashboard = (await ask(`dashboards/${encodeURIComponent(uid)}`, {})) as DashboardJson;
    document.title = `${dashboard.title} · ${overview.title}`;
    const chosen = chosenRange(dashboard);
    const range = rangeOf(chosen);
    const variables = await loadDashboardVariables(dashboard, choicesOfAddress(), ask, range);
    if (ended.signal.aborted) {
      return;
    }
    const state: DashboardState = { dashboard, ask, range, variables, scrapeSeconds: overview.scrapeSeconds, chosen, annotations: [] };
    const grid = h("div", { class: "rows" });
    const drawn = drawRows(grid, dashboard.panels ?? [], state, ended.signal);
    main.replaceChildren(drawToolbar(state, overview), grid);
    busy(false);
    const renew = async () => {
      clearTimeout(timer);
      const fresh = { ...state, range: rangeOf(chosen) };
      await renewPanels(drawn, fresh, dashboard, variables);
      const every = chosen.refresh === "" ? undefined : readDuration(chosen.refresh);
      if (every !== undefined && !ended.signal.aborted) {
        timer = setTimeout(renew, Math.max(1, every) * 1000);
      }
    };
    main.addEventListener("renew", () => void renew(), { signal: ended.signal });
    await renew();
  };
  const start = () => void show().catch(tell);
  const tell = (error: unknown) => {
    if (ended.signal.aborted) {
      return;
    }
    busy(false);
    main.replaceChildren(
      h(
        "div",
        { class: "page-text" },
        h("h1", {}, "This dashboard cannot be shown"),
        h("p", { class: "error", role: "alert" }, (error as Error).message),
        h("button", { class: "button", type: "button", on: { click: start } }, "Try again"),
      ),
    );
  };
  start();
  return () => {
    ended.abort();
    clearTimeout(timer);
    busy(false);
  };
};

async function renewPanels(
  drawn: readonly DrawnPanel[],
  state: DashboardState,
  dashboard: DashboardJson,
  variables: readonly Variable[],
): Promise<void> {
  const annotations = await loadAnnotations(dashboard.annotations?.list ?? [], { ...state, variables });
  await Promise.all(drawn.map((panel) => panel.renew({ ...state, annotations })));
}

/** `var-route=/a&var-route=/b` */
function choicesOfAddress(): Choices {
  const parameters = new URLSearchParams(location.search);
  const names = [...new Set([...parameters.keys()].filter((name) => name.startsWith("var-")))];
  return Object.fromEntries(
    names.map((name) => [name.slice("var-".length), parameters.getAll(name).map((value) => (value === "All" ? "$__all" : value))]),
  );
}
