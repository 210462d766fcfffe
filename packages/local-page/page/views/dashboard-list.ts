import { h } from "../dom.ts";
import type { View } from "./views.ts";

/** Every dashboard, or those of a tag. */
export const dashboardList: View = ({ overview, main }) => {
  document.title = `Dashboards · ${overview.title}`;
  const wanted = new URLSearchParams(location.search);
  const tags = wanted.getAll("tag");
  const words = (wanted.get("query") ?? "").toLowerCase();
  const dashboards = overview.dashboards.filter(
    (dashboard) => tags.every((tag) => dashboard.tags?.includes(tag)) && `${dashboard.title} ${dashboard.uid}`.toLowerCase().includes(words),
  );
  const cards = dashboards.map(({ uid, title, description, tags: own = [] }) =>
    h(
      "li",
      {},
      h(
        "a",
        { class: "card", href: `/d/${encodeURIComponent(uid)}` },
        h("span", { class: "card-title" }, title),
        h("span", { class: "muted" }, description ?? ""),
        h(
          "span",
          { class: "tags" },
          own.map((tag) => h("span", { class: "tag" }, tag)),
        ),
      ),
    ),
  );
  main.replaceChildren(
    h(
      "div",
      { class: "page-text wide" },
      h("h1", {}, "Dashboards"),
      cards.length === 0 ? h("p", { class: "muted" }, "There is none.") : h("ul", { class: "cards" }, cards),
    ),
  );
  return () => {};
};
