import { h } from "./dom.ts";
import type { Recorded } from "./recorded.ts";
import { type Shell, themeButton } from "./shell.ts";

/** The bar of a page without a server: whose dashboard it is, and when its data was recorded. */
export function drawRecordedShell({ title, recording, neighbours, dashboard }: Recorded): Shell {
  const links = neighbours.map(({ uid, title: name }) =>
    h("a", { href: `/d/${uid}`, "aria-current": uid === dashboard.uid ? "page" : undefined }, name),
  );
  const time = new Date(recording.nowSeconds * 1000).toLocaleString("sv-SE");
  const element = h(
    "header",
    { class: "shell" },
    h("span", { class: "brand" }, title),
    h("nav", { "aria-label": "Dashboards" }, links),
    h("div", { class: "actions" }, h("span", { class: "muted" }, `as of ${time}`), themeButton()),
  );
  return { element, update: () => {} };
}
