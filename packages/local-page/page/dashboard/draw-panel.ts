import type { PanelJson } from "../../src/dashboard/dashboard-json.ts";
import { safeUrl } from "../../src/dashboard/field.ts";
import { loadPanel } from "../../src/dashboard/load-panel.ts";
import { h } from "../dom.ts";
import { panelKinds } from "../panels/panel-kinds.ts";
import { popoverButton } from "../popover.ts";
import { recorded } from "../recorded.ts";
import { currentTheme } from "../theme.ts";
import type { DashboardState, DrawnPanel } from "./draw-rows.ts";
import type { PanelMemory } from "./panel-context.ts";

/** A panel's frame: title, description, links, what failed; its kind draws the body. */
export function drawPanel(panel: PanelJson, first: DashboardState, signal: AbortSignal): DrawnPanel {
  const title = panel.title ?? "";
  const titleId = `panel-${panel.id}`;
  const body = h("div", { class: "panel-body" });
  const fault = h("div", { class: "panel-fault", role: "alert", hidden: true });
  const more = h("p", { class: "panel-more muted", hidden: true });
  const links = (panel.links ?? []).flatMap(({ title: words, url = "" }) =>
    safeUrl(url) === undefined ? [] : [h("a", { class: "panel-link", href: url, target: "_blank", rel: "noreferrer" }, `${words} ↗`)],
  );
  const about = panel.description
    ? popoverButton("i", { class: "about", title: `About ${title}`, content: () => h("p", { class: "description" }, panel.description) })
    : undefined;
  about?.querySelector("button")?.setAttribute("aria-label", `About ${title}`);
  const element = h(
    "div",
    { class: `panel panel-${panel.type}`, role: "group", "aria-labelledby": titleId, "data-panel": String(panel.id), "data-state": "loading" },
    h("header", { class: "panel-head" }, h("h2", { id: titleId, title }, title), about, h("span", { class: "panel-links" }, links)),
    fault,
    body,
    more,
  );
  const memory: PanelMemory = { hidden: new Set() };
  let state = first;
  let visible = false;
  let stale = true;
  let end: (() => void) | undefined;
  signal.addEventListener("abort", () => end?.());

  async function draw(): Promise<void> {
    stale = false;
    const [data, drawKind] = [await loadPanel(panel, state), panelKinds[panel.type] ?? panelKinds.unknown];
    if (signal.aborted || drawKind === undefined) {
      return;
    }
    fault.hidden = data.errors.length === 0;
    fault.textContent = data.errors.join("\n");
    more.hidden = data.leftOut === 0;
    more.textContent = `${data.leftOut} more series are not drawn`;
    const focused = focusIn(body);
    end?.();
    body.replaceChildren();
    body.classList.toggle("empty", false);
    try {
      end = (await drawKind(body, { panel, data, state, theme: currentTheme(), memory })) ?? undefined;
      element.dataset.state = data.errors.length > 0 ? "error" : body.classList.contains("empty") ? "empty" : "data";
    } catch (error) {
      fault.hidden = false;
      fault.textContent = `This panel cannot be drawn: ${(error as Error).message}`;
      element.dataset.state = "error";
    }
    focusAgain(body, focused);
  }

  const seen = new IntersectionObserver(
    ([entry]) => {
      visible = entry?.isIntersecting ?? false;
      if (visible && stale) {
        void draw();
      }
    },
    // A page without a server has all its answers, and what is printed was not scrolled to before.
    { rootMargin: recorded === undefined ? "300px" : "1000000px" },
  );
  seen.observe(element);
  signal.addEventListener("abort", () => seen.disconnect());
  return {
    element,
    async renew(fresh) {
      state = fresh;
      stale = true;
      if (visible) {
        await draw();
      }
    },
  };
}

const FOCUSABLE = "a[href], button, input, [tabindex]";

function focusIn(body: HTMLElement): number {
  return [...body.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement as Element);
}

/** Whoever uses the keyboard stays where they were. */
function focusAgain(body: HTMLElement, index: number): void {
  const found = index < 0 ? undefined : body.querySelectorAll<HTMLElement>(FOCUSABLE)[index];
  found?.focus({ preventScroll: true });
}

/** Says in a panel that there is nothing, rather than leaving it blank. */
export function drawEmpty(body: HTMLElement, text: string): void {
  body.classList.add("empty");
  body.replaceChildren(h("p", { class: "nothing" }, text));
}
