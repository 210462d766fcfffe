import type { DashboardJson, PanelJson } from "../dashboard/dashboard-json.ts";
import { allPanels } from "../dashboard/recording.ts";
import { escapeText } from "./preview-page.ts";

/** How a dashboard differs from what it was. */
export interface DashboardChange {
  readonly uid: string;
  readonly title: string;
  readonly state: "new" | "removed" | "changed" | "same";
  /** A line for each panel that is new, gone or different. */
  readonly panels: readonly string[];
}

/** Compares dashboards by uid, and their panels by id. */
export function compareDashboards(before: readonly DashboardJson[], after: readonly DashboardJson[]): readonly DashboardChange[] {
  const [old, now] = [new Map(before.map((dashboard) => [dashboard.uid, dashboard])), new Map(after.map((dashboard) => [dashboard.uid, dashboard]))];
  const uids = [...new Set([...old.keys(), ...now.keys()])].sort();
  return uids.map((uid): DashboardChange => {
    const [was, is] = [old.get(uid), now.get(uid)];
    const title = (is ?? was)?.title ?? uid;
    if (was === undefined || is === undefined) {
      return { uid, title, state: was === undefined ? "new" : "removed", panels: [] };
    }
    const panels = comparePanels(was, is);
    return { uid, title, state: JSON.stringify(was) === JSON.stringify(is) ? "same" : "changed", panels };
  });
}

function comparePanels(was: DashboardJson, is: DashboardJson): readonly string[] {
  const byId = (dashboard: DashboardJson) => new Map(allPanels(dashboard.panels ?? []).map((panel) => [panel.id, panel]));
  const [old, now] = [byId(was), byId(is)];
  const name = ({ title }: PanelJson) => title ?? "";
  const place = ({ gridPos: _, ...rest }: PanelJson) => JSON.stringify(rest);
  return [
    ...[...now.values()].filter(({ id }) => !old.has(id)).map((panel) => `new: ${name(panel)}`),
    ...[...old.values()].filter(({ id }) => !now.has(id)).map((panel) => `gone: ${name(panel)}`),
    ...[...now.values()].flatMap((panel) => {
      const before = old.get(panel.id);
      return before !== undefined && place(before) !== place(panel) ? [`different: ${name(panel)}`] : [];
    }),
  ];
}

export interface IndexOptions {
  readonly title: string;
  readonly changes: readonly DashboardChange[];
  /** There are pages of what was, in `before/`. */
  readonly compared: boolean;
  /** There is an image beside each page. */
  readonly images: boolean;
}

/** The page that leads to the others: what changed first, before and after side by side. */
export function previewIndex({ title, changes, compared, images }: IndexOptions): string {
  const order = ["changed", "new", "removed", "same"];
  const sorted = changes.toSorted((one, other) => order.indexOf(one.state) - order.indexOf(other.state) || (one.title < other.title ? -1 : 1));
  const sections = sorted.map(({ uid, title: name, state, panels }) => {
    const side = (folder: string, words: string) => {
      const page = `${folder}${encodeURIComponent(uid)}`;
      return `<figure><figcaption><a href="${page}.html">${words}</a></figcaption>${images ? `<a href="${page}.html"><img src="${page}.png" alt="${escapeText(`${name}, ${words}`)}" loading="lazy"></a>` : ""}</figure>`;
    };
    const sides = [
      compared && state !== "new" && state !== "same" ? side("before/", "before") : "",
      state === "removed" ? "" : side("", compared && state !== "same" ? "after" : "open"),
    ];
    const list = panels.length === 0 ? "" : `<ul>${panels.map((line) => `<li>${escapeText(line)}</li>`).join("")}</ul>`;
    return `<section><h2>${escapeText(name)}${compared ? ` <small>${state}</small>` : ""}</h2>${list}<div class="sides">${sides.join("")}</div></section>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file:">
<title>${escapeText(`Preview · ${title}`)}</title>
<style>
:root { color-scheme: light dark; font: 14px/1.45 system-ui, sans-serif; }
body { margin: 24px; }
small { font-weight: 400; border: 1px solid; border-radius: 3px; padding: 0 6px; }
.sides { display: flex; gap: 16px; flex-wrap: wrap; }
figure { margin: 0; flex: 1 1 420px; max-width: 760px; }
img { width: 100%; border: 1px solid #8888; border-radius: 4px; }
</style>
</head>
<body>
<h1>${escapeText(title)}</h1>
${sections.join("\n")}
</body>
</html>
`;
}
