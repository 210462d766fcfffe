import { ask, type Overview } from "../api.ts";
import { h } from "../dom.ts";
import { drawMarkdown } from "../markdown/draw-markdown.ts";
import { drawQuery } from "./query-result.ts";
import type { View } from "./views.ts";

/** One runbook by itself. */
export const runbookView: View = ({ overview, main, parts: [path = ""] }) => {
  document.title = `${path} · ${overview.title}`;
  const place = h("div", { class: "page-text" }, h("p", {}, h("a", { href: "/alerts" }, "Alerts")));
  main.replaceChildren(place);
  void drawRunbook(path, overview).then((page) => place.append(page));
  return () => {};
};

/**
 * The page as elements. Its queries can be asked where they stand.
 *
 * @param about - turns an example into the query to ask
 */
export async function drawRunbook(path: string, overview: Overview, about: (query: string) => string = (query) => query): Promise<HTMLElement> {
  try {
    const { text } = (await ask(`runbooks/${path}`, {})) as { readonly text: string };
    return h(
      "article",
      { class: "runbook", "aria-label": "Runbook" },
      drawMarkdown(text, {
        resolve: (target) => resolveRunbook(target, path, overview),
        rewrite: (language, code) => (language === "promql" ? about(code) : code),
        code: (language, code) => (language === "promql" ? drawQuery(code) : undefined),
      }),
    );
  } catch (error) {
    return h("p", { class: "error", role: "alert" }, (error as Error).message);
  }
}

/** A link from one runbook to another stays on this page. */
function resolveRunbook(target: string, from: string, { runbooks }: Overview): string | undefined {
  const { pathname } = new URL(target, `http://page/${from}`);
  return runbooks.includes(pathname.slice(1)) ? `/runbooks${pathname}` : undefined;
}
