import type { PanelKind } from "../dashboard/panel-context.ts";
import { drawMarkdown } from "../markdown/draw-markdown.ts";

/** Words of the dashboard's author. */
export const text: PanelKind = (body, { panel }) => {
  body.append(drawMarkdown(panel.options?.content ?? ""));
  return undefined;
};
