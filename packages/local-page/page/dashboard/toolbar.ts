import { safeUrl } from "../../src/dashboard/field.ts";
import type { Overview } from "../api.ts";
import { h } from "../dom.ts";
import { addressWith } from "../location.ts";
import { popoverButton } from "../popover.ts";
import { urlTimeRange } from "./chosen-range.ts";
import type { DashboardState } from "./draw-rows.ts";
import { timePicker } from "./time-picker.ts";
import { drawVariable } from "./variable-picker.ts";

/** Name of the dashboard, its drop-downs, other dashboards, links and the time. */
export function drawToolbar(state: DashboardState, overview: Overview): HTMLElement {
  const { dashboard, variables, chosen } = state;
  const links = (dashboard.links ?? []).flatMap(({ type, title, url = "" }) => {
    return type === "link" && safeUrl(url) !== undefined
      ? [h("a", { class: "button quiet", href: url, target: "_blank", rel: "noreferrer" }, `${title} ↗`)]
      : [];
  });
  const lists = (dashboard.links ?? []).filter(({ type }) => type === "dashboards");
  const others = lists.map(({ title, tags = [] }) => {
    const list = overview.dashboards.filter((other) => tags.every((tag) => other.tags?.includes(tag)));
    const items = () =>
      h(
        "ul",
        { class: "menu" },
        list.map(({ uid, title: name }) =>
          h(
            "li",
            {},
            h(
              "a",
              { href: `/d/${encodeURIComponent(uid)}?${urlTimeRange(chosen)}`, "aria-current": uid === dashboard.uid ? "page" : undefined },
              name,
            ),
          ),
        ),
      );
    return popoverButton(`${title} ▾`, { class: "button quiet", content: items });
  });
  return h(
    "div",
    { class: "toolbar" },
    h("h1", { title: dashboard.description ?? "" }, dashboard.title),
    h("div", { class: "variables" }, variables.filter(({ hidden }) => !hidden).map(drawVariable)),
    h("div", { class: "links" }, others, links),
    timePicker(chosen, addressWith),
  );
}
