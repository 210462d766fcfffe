import type { DashboardJson } from "../dashboard/dashboard-json.ts";
import type { Recording } from "../dashboard/recording.ts";
import type { PageFiles } from "../server/page-files.ts";

export interface PreviewPageOptions {
  readonly dashboard: DashboardJson;
  readonly recording: Recording;
  /** Dashboards that links may lead to: their files stand beside this one. */
  readonly neighbours: readonly Pick<DashboardJson, "uid" | "title" | "tags">[];
  readonly title: string;
  readonly files: PageFiles;
}

/** One HTML file that draws one dashboard by itself: script, style and recorded answers are in it, and nothing is asked of anybody. */
export function previewPage({ dashboard, recording, neighbours, title, files }: PreviewPageOptions): string {
  const content = { title, dashboard, recording, neighbours };
  const policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeText(`${dashboard.title} · ${title}`)}</title>
<link rel="icon" href="data:,">
<style>${files["page.css"].content.replaceAll("</", "<\\/")}</style>
</head>
<body>
<div id="page"></div>
<script type="application/json" id="recorded">${JSON.stringify(content).replaceAll("<", "\\u003c")}</script>
<script type="module">${files["page.js"].content.replaceAll("</script", "<\\/script")}</script>
</body>
</html>
`;
}

export function escapeText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Pixels that a dashboard takes from top to bottom at full width. */
export function previewHeight({ panels = [] }: DashboardJson): number {
  const bottom = Math.max(0, ...panels.map(({ gridPos }) => gridPos.y + gridPos.h));
  return 170 + bottom * 38 + panels.filter(({ type }) => type === "row").length * 4;
}
