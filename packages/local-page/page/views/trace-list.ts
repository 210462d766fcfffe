import { colorByName } from "../../src/dashboard/colors.ts";
import { formatValue } from "../../src/dashboard/format-value.ts";
import { h } from "../dom.ts";
import { currentTheme } from "../theme.ts";
import { extentOf, type JaegerTrace, serviceOf, treeOf } from "./jaeger.ts";

/** Traces as rows: when, what it began with, how long, how many spans, which services, whether it failed. */
export function drawTraceList(traces: readonly JaegerTrace[]): HTMLElement {
  const longest = Math.max(1, ...traces.map((trace) => extentOf(trace).duration));
  const newest = traces.toSorted((one, other) => extentOf(other).start - extentOf(one).start);
  const rows = newest.map((trace) => {
    const [root] = treeOf(trace);
    const { start, duration } = extentOf(trace);
    const failed = treeOf(trace).filter((span) => span.failed).length;
    const services = [...new Set(trace.spans.map((span) => serviceOf(trace, span)))];
    return h(
      "tr",
      {},
      h("td", {}, new Date(start / 1000).toLocaleTimeString("sv-SE")),
      h(
        "th",
        { scope: "row" },
        h("a", { href: `/trace/${encodeURIComponent(trace.traceID)}` }, `${root?.service ?? ""} ${root?.span.operationName ?? ""}`),
      ),
      h("td", { class: "number" }, formatValue(duration / 1e6, "s")),
      h(
        "td",
        { class: "budget" },
        h(
          "span",
          { class: "bar" },
          h("span", { class: `bar-filled ${failed > 0 ? "fill-bad" : "fill-plain"}`, style: { width: `${(100 * duration) / longest}%` } }),
        ),
      ),
      h("td", { class: "number" }, String(trace.spans.length)),
      h("td", { class: failed > 0 ? "bad" : "" }, failed > 0 ? `${failed} failed` : "fine"),
      h(
        "td",
        {},
        h(
          "span",
          { class: "services" },
          services.slice(0, 8).map((service) => h("span", { class: "service", style: { "--color": colorByName(service, currentTheme()) } }, service)),
        ),
      ),
    );
  });
  const head = ["Time", "Began with", "Took", "", "Spans", "Outcome", "Services"].map((title, at) =>
    h("th", { scope: "col", class: at === 2 || at === 4 ? "number" : "" }, title || h("span", { class: "sr" }, "Took, as a bar")),
  );
  return h("table", { class: "traces" }, h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows));
}
