import { colorByName } from "../../src/dashboard/colors.ts";
import { formatValue } from "../../src/dashboard/format-value.ts";
import type { Overview } from "../api.ts";
import { h } from "../dom.ts";
import { currentTheme } from "../theme.ts";
import { extentOf, type JaegerTrace, loadTrace, type TreeSpan, treeOf } from "./jaeger.ts";
import { drawLines, loadLines } from "./log-lines.ts";
import type { View } from "./views.ts";

/** Spans drawn one by one. */
const MOST = 1000;

/** One trace: who called whom and when, and what was logged meanwhile. */
export const traceView: View = ({ overview, main, parts: [traceId = ""] }) => {
  document.title = `Trace ${traceId.slice(0, 8)} · ${overview.title}`;
  const place = h("div", { class: "page-text wide" }, h("p", {}, h("a", { href: "/traces" }, "Traces")));
  main.replaceChildren(place);
  loadTrace(traceId)
    .then((trace) => {
      if (trace !== undefined) {
        place.append(...drawTrace(trace, overview));
      }
    })
    .catch((error: Error) => place.append(h("h1", {}, "No such trace"), h("p", { class: "error", role: "alert" }, error.message)));
  return () => {};
};

function drawTrace(trace: JaegerTrace, overview: Overview): readonly Node[] {
  const tree = treeOf(trace);
  const { start, duration } = extentOf(trace);
  const [root] = tree;
  const services = [...new Set(tree.map(({ service }) => service))];
  const query = `{service_name=~".+"} | trace_id=${JSON.stringify(trace.traceID)}`;
  const logs = h("div", {}, h("p", { class: "muted" }, "…"));
  loadLines({ query, limit: 500 })
    .then((lines) =>
      logs.replaceChildren(
        lines.length === 0 ? h("p", { class: "muted" }, "No line was logged with this trace.") : drawLines(lines.toReversed(), { trace: false }),
      ),
    )
    .catch((error: Error) => logs.replaceChildren(h("p", { class: "error" }, error.message)));
  const links = services.flatMap((service) => {
    const home = overview.dashboards.find(({ uid }) => uid.endsWith(`-${service}`));
    const [from, to] = [Math.round(start / 1000 - 900_000), Math.min(Date.now(), Math.round((start + duration) / 1000 + 900_000))];
    return home === undefined ? [] : [h("a", { class: "button", href: `/d/${home.uid}?from=${from}&to=${to}` }, `Metrics of ${service}`)];
  });
  return [
    h("h1", {}, `${root?.service ?? ""} ${root?.span.operationName ?? ""}`),
    h(
      "p",
      { class: "muted" },
      `${new Date(start / 1000).toLocaleString("sv-SE")}, ${formatValue(duration / 1e6, "s")}, ${tree.length} spans, ${services.length} services, ${tree.filter(({ failed }) => failed).length} failed. `,
      h("code", {}, trace.traceID),
    ),
    h("div", { class: "buttons" }, h("a", { class: "button", href: `/logs?query=${encodeURIComponent(query)}` }, "Its log lines"), links),
    drawWaterfall(tree, start, duration),
    h("h2", {}, "Log lines"),
    logs,
  ];
}

function drawWaterfall(tree: readonly TreeSpan[], start: number, duration: number): HTMLElement {
  const marks = [0, 0.25, 0.5, 0.75, 1].map((share) => h("span", { style: { left: `${100 * share}%` } }, formatValue((share * duration) / 1e6, "s")));
  const rows = tree.slice(0, MOST).map((item) => drawSpan(item, start, duration));
  return h(
    "div",
    { class: "waterfall", role: "region", "aria-label": "Spans" },
    h("div", { class: "waterfall-head", "aria-hidden": "true" }, h("span", {}), h("span", { class: "marks" }, marks)),
    h("ul", {}, rows),
    tree.length > MOST && h("p", { class: "muted" }, `${tree.length - MOST} more spans`),
  );
}

function drawSpan({ span, service, depth, failed }: TreeSpan, start: number, duration: number): HTMLElement {
  const color = colorByName(service, currentTheme());
  const details = h("div", { class: "span-details", hidden: true });
  const took = formatValue(span.duration / 1e6, "s");
  const open = () => {
    details.hidden = !details.hidden;
    button.setAttribute("aria-expanded", String(!details.hidden));
    if (details.childElementCount === 0) {
      details.append(...drawDetails(span));
    }
  };
  const left = (100 * (span.startTime - start)) / duration;
  const width = (100 * span.duration) / duration;
  const button = h(
    "button",
    { type: "button", class: `span ${failed ? "failed" : ""}`, "aria-expanded": "false", on: { click: open } },
    h(
      "span",
      { class: "span-name", style: { "padding-left": `${Math.min(depth, 20) * 14}px`, "--color": color } },
      failed && h("span", { class: "bad" }, "✕ "),
      h("b", {}, service),
      ` ${span.operationName}`,
    ),
    h(
      "span",
      { class: "span-time" },
      h("span", { class: "span-bar", style: { left: `${left}%`, width: `max(2px, ${width}%)`, background: color } }),
      h("span", { class: "span-took", style: { left: `calc(${Math.min(left + width, 100)}% + 4px)` } }, took),
    ),
  );
  return h("li", {}, button, details);
}

function drawDetails({ tags, logs, spanID }: TreeSpan["span"]): readonly Node[] {
  const list = (items: readonly { readonly key: string; readonly value: unknown }[]) =>
    h(
      "dl",
      {},
      items.flatMap(({ key, value }) => [h("dt", {}, key), h("dd", {}, String(value))]),
    );
  return [list([...tags, { key: "span id", value: spanID }]), ...logs.map(({ fields }) => h("div", { class: "event" }, list(fields)))];
}
