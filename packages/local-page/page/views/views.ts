import type { Overview } from "../api.ts";
import { dashboardView } from "../dashboard/dashboard-view.ts";
import { h } from "../dom.ts";
import { alertsView } from "./alerts.ts";
import { dashboardList } from "./dashboard-list.ts";
import { logsView } from "./logs.ts";
import { runbookView } from "./runbook.ts";
import { servicesView } from "./services.ts";
import { slosView } from "./slos.ts";
import { traceView } from "./trace.ts";
import { tracesView } from "./traces.ts";

export interface ViewPlace {
  readonly overview: Overview;
  readonly main: HTMLElement;
  /** What the pattern of the address caught, decoded. */
  readonly parts: readonly string[];
}

/** Draws itself into the place; the function it returns ends what it started. */
export type View = (place: ViewPlace) => () => void;

const VIEWS: readonly (readonly [RegExp, View])[] = [
  [/^\/dashboards$/, dashboardList],
  [/^\/d\/([^/]+)/, dashboardView],
  [/^\/alerts$/, alertsView],
  [/^\/runbooks\/(.+)$/, runbookView],
  [/^\/slos$/, slosView],
  [/^\/traces$/, tracesView],
  [/^\/trace\/([^/]+)$/, traceView],
  [/^\/logs$/, logsView],
  [/^\/services$/, servicesView],
];

export function viewAt(path: string, place: Omit<ViewPlace, "parts">): () => void {
  for (const [pattern, view] of VIEWS) {
    const match = pattern.exec(path);
    if (match !== null) {
      return view({ ...place, parts: match.slice(1).map(decoded) });
    }
  }
  document.title = place.overview.title;
  place.main.replaceChildren(
    h(
      "div",
      { class: "page-text" },
      h("h1", {}, "Nothing here"),
      h("p", {}, "This address leads nowhere. ", h("a", { href: "/dashboards" }, "All dashboards")),
    ),
  );
  return () => {};
}

/** An address that was written wrong names what it says, letter by letter. */
function decoded(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? "");
  } catch {
    return part ?? "";
  }
}
