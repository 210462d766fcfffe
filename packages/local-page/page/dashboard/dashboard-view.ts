import type { DashboardJson } from "../../src/dashboard/dashboard-json.ts";
import { loadAnnotations } from "../../src/dashboard/load-annotations.ts";
import { loadDashboardVariables } from "../../src/dashboard/load-dashboard-variables.ts";
import { readDuration } from "../../src/dashboard/time-range.ts";
import type { Choices, Variable } from "../../src/dashboard/variables.ts";
import { type YoungData, youngData } from "../../src/dashboard/young-data.ts";
import { ask } from "../api.ts";
import { h } from "../dom.ts";
import { nowSeconds } from "../recorded.ts";
import type { View } from "../views/views.ts";
import { chosenRange, rangeOf } from "./chosen-range.ts";
import { type DashboardState, type DrawnPanel, drawRows } from "./draw-rows.ts";
import { rangeWords } from "./time-picker.ts";
import { drawToolbar } from "./toolbar.ts";

/** A generated dashboard: its drop-downs, its rows and panels, renewed as often as it says. */
export const dashboardView: View = ({ main, overview, parts: [uid = ""] }) => {
  let shown = new AbortController();
  let renewShown = async () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  // What is shown until the new data has come answers no more: a box opened in it would vanish.
  const busy = (on: boolean) => {
    main.inert = on;
    main.ariaBusy = String(on);
  };
  const show = async () => {
    shown.abort();
    shown = new AbortController();
    const { signal } = shown;
    busy(true);
    const dashboard = (await ask(`dashboards/${encodeURIComponent(uid)}`, {})) as DashboardJson;
    document.title = `${dashboard.title} · ${overview.title}`;
    const young = await youngOf(dashboard);
    const chosen = chosenRange(dashboard, young);
    const range = rangeOf(chosen);
    const variables = await loadDashboardVariables(dashboard, choicesOfAddress(), ask, range);
    if (signal.aborted) {
      return;
    }
    const state: DashboardState = { dashboard, ask, range, variables, scrapeSeconds: overview.scrapeSeconds, chosen, annotations: [] };
    const grid = h("div", { class: "rows" });
    const drawn = drawRows(grid, dashboard.panels ?? [], state, signal);
    const note = h("p", { class: "note muted", role: "status" }, wordsOf(young));
    main.replaceChildren(drawToolbar(state, overview), note, grid);
    busy(false);
    renewShown = async () => {
      clearTimeout(timer);
      const older = young && (await youngOf(dashboard));
      if (older !== undefined && older.from !== young?.from && !signal.aborted) {
        start();
        return;
      }
      // A Prometheus that does not answer leaves what is shown, and its panels say so.
      note.textContent = wordsOf(older ?? young);
      const fresh = { ...state, range: rangeOf(chosen) };
      await renewPanels(drawn, fresh, dashboard, variables);
      const every = chosen.refresh === "" ? undefined : readDuration(chosen.refresh);
      const again = () => {
        timer = setTimeout(() => (document.hidden ? again() : void renewShown()), Math.max(1, every ?? 0) * 1000);
      };
      if (every !== undefined && !signal.aborted) {
        again();
      }
    };
    await renewShown();
  };
  const renew = () => void renewShown();
  main.addEventListener("renew", renew);
  const start = () => void show().catch(tell);
  const tell = (error: unknown) => {
    if (shown.signal.aborted) {
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
    shown.abort();
    clearTimeout(timer);
    main.removeEventListener("renew", renew);
    busy(false);
  };
};

/** Whoever chose a time sees that time. */
async function youngOf(dashboard: DashboardJson): Promise<YoungData | undefined> {
  return new URLSearchParams(location.search).has("from") ? undefined : youngData(dashboard, ask, nowSeconds());
}

function wordsOf(young: YoungData | undefined): string {
  return young === undefined
    ? ""
    : young.sinceSeconds === undefined
      ? "Prometheus has no data yet: panels fill as it scrapes."
      : `${rangeWords({ from: young.from, to: "now" })}: Prometheus has no older data.`;
}

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
