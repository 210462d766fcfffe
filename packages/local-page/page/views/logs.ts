import { ask } from "../api.ts";
import { h } from "../dom.ts";
import { addressWith, goTo } from "../location.ts";
import { drawLines, type Line, linesOf, loadLines } from "./log-lines.ts";
import { drawReceived } from "./received.ts";
import type { View } from "./views.ts";

const EVERYTHING = '{service_name=~".+"}';
const LEVELS = [
  ["", "All levels"],
  ["warn|error|fatal", "Warnings and errors"],
  ["error|fatal", "Errors"],
] as const;
/** Lines on the page; while it follows, the oldest go. */
const MOST = 500;

/** Lines that belong to a query, the newest first, and new ones as they come. */
export const logsView: View = ({ overview, main }) => {
  document.title = `Logs · ${overview.title}`;
  const query = new URLSearchParams(location.search).get("query") || EVERYTHING;
  const received = h("p", { class: "muted" });
  const said = h("p", { class: "error", role: "alert" });
  const place = h("div", { class: "log-place", role: "region", "aria-label": "Log lines", tabindex: "0" });
  const input = h("input", { type: "text", class: "query-input", "aria-label": "LogQL query", value: query, spellcheck: "false" });
  const choose = () => goTo(addressWith({ query: queryOf(services.value, level.value) }));
  const services = h("select", { "aria-label": "Service", on: { change: choose } }, h("option", { value: "" }, "All services"));
  const level = h(
    "select",
    { "aria-label": "Level", on: { change: choose } },
    LEVELS.map(([levels, words]) => h("option", { value: levels, selected: levels !== "" && query.endsWith(levelFilter(levels)) }, words)),
  );
  const follow = h(
    "button",
    { type: "button", class: "button", "aria-pressed": "false", on: { click: () => (tail === undefined ? begin() : stop()) } },
    "Follow",
  );
  const apply = (event: Event) => {
    event.preventDefault();
    goTo(addressWith({ query: input.value }));
  };
  main.replaceChildren(
    h(
      "div",
      { class: "page-text wide" },
      h("h1", {}, "Logs"),
      h("form", { class: "filters", on: { submit: apply } }, services, level, input, h("button", { class: "button primary" }, "Find"), follow),
      received,
      said,
      place,
    ),
  );
  let lines: readonly Line[] = [];
  let tail: EventSource | undefined;
  const show = () => place.replaceChildren(lines.length === 0 ? h("p", { class: "muted calm" }, "No line was found.") : drawLines(lines));
  const begin = () => {
    tail = new EventSource(`/api/tail?${new URLSearchParams({ query })}`);
    tail.addEventListener("message", ({ data }) => {
      const { streams, missed } = JSON.parse(String(data)) as { readonly streams: Parameters<typeof linesOf>[0]; readonly missed: number };
      lines = [...linesOf(streams), ...lines].slice(0, MOST);
      said.textContent = missed > 0 ? `${missed} lines came too fast to be shown.` : "";
      show();
    });
    follow.textContent = "Following";
    follow.setAttribute("aria-pressed", "true");
  };
  const stop = () => {
    tail?.close();
    tail = undefined;
    follow.textContent = "Follow";
    follow.setAttribute("aria-pressed", "false");
  };
  void ask("loki/loki/api/v1/label/service_name/values", {}).then((names) =>
    services.append(...(names as readonly string[]).map((name) => h("option", { value: name, selected: query.startsWith(queryOf(name, "")) }, name))),
  );
  loadLines({ query, limit: MOST })
    .then(async (found) => {
      lines = found;
      show();
      await drawReceived(received, "logs");
    })
    .catch((error: Error) => {
      said.textContent = error.message;
    });
  return stop;
};

function queryOf(service: string, levels: string): string {
  return `${service === "" ? EVERYTHING : `{service_name=${JSON.stringify(service)}}`}${levelFilter(levels)}`;
}

function levelFilter(levels: string): string {
  return levels === "" ? "" : ` | level=~"${levels}"`;
}
