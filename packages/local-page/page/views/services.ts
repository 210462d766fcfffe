import { formatValue } from "../../src/dashboard/format-value.ts";
import { ask, type Overview } from "../api.ts";
import { h, s } from "../dom.ts";
import { renewEvery } from "./renew-every.ts";
import type { View } from "./views.ts";

interface Node {
  readonly service: string;
  readonly requests: number;
  readonly failed: number;
  readonly totalMs: number;
}
interface Call {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
  readonly failed: number;
  readonly totalMs: number;
}
interface ServiceMap {
  readonly services: readonly Node[];
  readonly calls: readonly Call[];
  readonly left: number;
}

const EVERY_SECONDS = 5;
const SINCE_SECONDS = 900;
const [WIDTH, HEIGHT, GAP_X, GAP_Y] = [176, 52, 110, 22];

/** Who calls whom, from the spans of the last quarter of an hour. */
export const servicesView: View = ({ overview, main }) => {
  document.title = `Services · ${overview.title}`;
  const place = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Service map" });
  main.replaceChildren(
    h(
      "div",
      { class: "page-text wide" },
      h("h1", {}, "Services"),
      h("p", { class: "muted" }, "From the spans of the last 15 minutes: requests, mean duration, share that failed."),
      place,
    ),
  );
  const renew = async () => {
    const map = (await ask("map", { since: String(Date.now() - SINCE_SECONDS * 1000) })) as ServiceMap;
    place.replaceChildren(
      ...(map.services.length === 0
        ? [h("p", { class: "muted calm" }, "No span was received yet.")]
        : [drawMap(map, overview), drawCalls(map), map.left > 0 ? h("p", { class: "muted" }, `${map.left} more services are not drawn.`) : ""]),
    );
  };
  return renewEvery(EVERY_SECONDS, renew, ({ message }) => place.replaceChildren(h("p", { class: "error", role: "alert" }, message)));
};

interface Placed extends Node {
  readonly x: number;
  readonly y: number;
}

function drawMap({ services, calls }: ServiceMap, { dashboards }: Overview): SVGElement {
  const placed = place(services, calls);
  const [width, height] = [Math.max(...placed.map(({ x }) => x)) + WIDTH + 10, Math.max(...placed.map(({ y }) => y)) + HEIGHT + 10];
  const at = new Map(placed.map((node) => [node.service, node]));
  const most = Math.max(1, ...calls.map(({ callCount }) => callCount));
  const lines = calls.flatMap(({ parent, child, callCount, failed }) => {
    const [from, to] = [at.get(parent), at.get(child)];
    if (from === undefined || to === undefined) {
      return [];
    }
    const [x1, y1, x2, y2] = [from.x + WIDTH, from.y + HEIGHT / 2, to.x, to.y + HEIGHT / 2];
    const bend = Math.max(40, Math.abs(x2 - x1) / 2);
    return [
      s(
        "path",
        {
          class: failed > 0 ? "call failed" : "call",
          d: `M${x1},${y1}C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2 - 7},${y2}`,
          "stroke-width": 1 + 3 * (callCount / most),
          "marker-end": "url(#tip)",
        },
        s("title", {}, `${parent} calls ${child}: ${callCount} calls, ${failed} failed`),
      ),
    ];
  });
  const boxes = placed.map(({ service, requests, failed, totalMs, x, y }) => {
    const home = dashboards.find(({ uid }) => uid.endsWith(`-${service}`));
    const words = `${formatValue(requests, "short")}, ${formatValue(totalMs / requests / 1000, "s")}${failed > 0 ? `, ${formatValue(failed / requests, "percentunit", 1)} failed` : ""}`;
    const box = s(
      "g",
      { class: failed > 0 ? "node failed" : "node", transform: `translate(${x},${y})` },
      s("rect", { width: WIDTH, height: HEIGHT, rx: 5 }),
      s("text", { x: 10, y: 21, class: "node-name" }, short(service)),
      s("text", { x: 10, y: 39 }, words),
    );
    return home === undefined ? box : s("a", { href: `/d/${home.uid}`, "aria-label": `Dashboard of ${service}` }, box);
  });
  return s(
    "svg",
    { class: "map", width, style: { "min-width": `${Math.min(width, 760)}px` }, viewBox: `0 0 ${width} ${height}` },
    s(
      "defs",
      {},
      s(
        "marker",
        { id: "tip", viewBox: "0 0 8 8", refX: 6, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" },
        s("path", { d: "M0,0L8,4L0,8Z", class: "tip" }),
      ),
    ),
    lines,
    boxes,
  );
}

/** A service stands right of all that call it; circles end where they began. */
function place(services: readonly Node[], calls: readonly Call[]): readonly Placed[] {
  const depth = new Map(services.map(({ service }) => [service, 0]));
  for (let turn = 0; turn < services.length; turn += 1) {
    let moved = false;
    for (const { parent, child } of calls) {
      const wanted = (depth.get(parent) ?? 0) + 1;
      if (parent !== child && wanted > (depth.get(child) ?? 0) && wanted < services.length && !reaches(child, parent, calls)) {
        depth.set(child, wanted);
        moved = true;
      }
    }
    if (!moved) {
      break;
    }
  }
  const columns = new Map<number, number>();
  return services.map((node) => {
    const column = depth.get(node.service) ?? 0;
    const row = columns.get(column) ?? 0;
    columns.set(column, row + 1);
    return { ...node, x: 4 + column * (WIDTH + GAP_X), y: 4 + row * (HEIGHT + GAP_Y) + (column % 2) * 14 };
  });
}

function reaches(from: string, to: string, calls: readonly Call[]): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === to) {
      return true;
    }
    if (!seen.has(next)) {
      seen.add(next);
      open.push(...calls.filter(({ parent }) => parent === next).map(({ child }) => child));
    }
  }
  return false;
}

function drawCalls({ calls }: ServiceMap): HTMLElement {
  const rows = calls
    .toSorted((one, other) => other.callCount - one.callCount)
    .map(({ parent, child, callCount, failed, totalMs }) =>
      h(
        "tr",
        {},
        h("td", {}, parent),
        h("td", {}, child),
        h("td", { class: "number" }, String(callCount)),
        h("td", { class: `number ${failed > 0 ? "bad" : ""}` }, String(failed)),
        h("td", { class: "number" }, formatValue(totalMs / callCount / 1000, "s")),
      ),
    );
  return h(
    "table",
    { class: "calls" },
    h("caption", { class: "sr" }, "Calls between services"),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ["Caller", "Called", "Calls", "Failed", "Mean"].map((title, at) => h("th", { scope: "col", class: at > 1 ? "number" : "" }, title)),
      ),
    ),
    h("tbody", {}, rows),
  );
}

function short(text: string): string {
  return text.length > 20 ? `${text.slice(0, 19)}…` : text;
}
