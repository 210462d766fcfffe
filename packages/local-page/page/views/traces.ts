import { ask } from "../api.ts";
import { h } from "../dom.ts";
import { addressWith, goTo } from "../location.ts";
import { loadTraces } from "./jaeger.ts";
import { drawReceived } from "./received.ts";
import { renewEvery } from "./renew-every.ts";
import { drawTraceList } from "./trace-list.ts";
import type { View } from "./views.ts";

const EVERY_SECONDS = 5;

/** The newest traces, found by service, operation, outcome, duration or an attribute. */
export const tracesView: View = ({ overview, main }) => {
  document.title = `Traces · ${overview.title}`;
  const wanted = new URLSearchParams(location.search);
  const list = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Traces" });
  const received = h("p", { class: "muted" });
  const service = h("select", { name: "service", "aria-label": "Service" }, h("option", { value: "" }, "All services"));
  const field = (name: string, label: string, placeholder: string) =>
    h("input", { type: "text", name, placeholder, "aria-label": label, value: wanted.get(name) ?? "" });
  const outcome = h(
    "select",
    { name: "status", "aria-label": "Outcome" },
    [
      ["", "Any outcome"],
      ["error", "Failed"],
    ].map(([value = "", words = ""]) => h("option", { value, selected: (wanted.get("status") ?? "") === value }, words)),
  );
  const search = h("input", { type: "search", name: "trace", placeholder: "Trace id", "aria-label": "Trace id" });
  const apply = (event: Event) => {
    event.preventDefault();
    const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim() || undefined]));
    goTo(values.trace === undefined ? addressWith(values) : `/trace/${encodeURIComponent(values.trace)}`);
  };
  const form = h(
    "form",
    { class: "filters", on: { submit: apply } },
    service,
    field("operation", "Operation", "Operation, as POST /charges"),
    outcome,
    field("minDuration", "Least duration", "at least, as 100ms"),
    field("tags", "Attributes as JSON", 'attributes, as {"http.route":"/charges"}'),
    search,
    h("button", { class: "button primary" }, "Find"),
  );
  for (const select of [service, outcome]) {
    select.addEventListener("change", () => form.requestSubmit());
  }
  main.replaceChildren(h("div", { class: "page-text wide" }, h("h1", {}, "Traces"), form, received, list));
  void ask("jaeger/api/services", {}).then((answer) => {
    const { data } = answer as { readonly data: readonly string[] };
    service.append(...data.map((name) => h("option", { value: name, selected: wanted.get("service") === name }, name)));
  });
  const parameters = Object.fromEntries(
    [...wanted].filter(([name]) => ["service", "operation", "status", "minDuration", "maxDuration", "tags", "start", "end"].includes(name)),
  );
  let shown = "";
  const renew = async () => {
    const traces = await loadTraces({ limit: "50", ...parameters });
    await drawReceived(received, "spans");
    const state = traces.map(({ traceID, spans }) => `${traceID} ${spans.length}`).join();
    if (state !== shown || shown === "") {
      shown = state;
      list.replaceChildren(traces.length === 0 ? h("p", { class: "muted calm" }, "No trace was found.") : drawTraceList(traces));
    }
  };
  return renewEvery(EVERY_SECONDS, renew, ({ message }) => list.replaceChildren(h("p", { class: "error", role: "alert" }, message)));
};
