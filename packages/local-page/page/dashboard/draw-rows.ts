import type { DashboardJson, PanelJson } from "../../src/dashboard/dashboard-json.ts";
import type { Annotation } from "../../src/dashboard/load-annotations.ts";
import type { LoadContext } from "../../src/dashboard/load-panel.ts";
import { h } from "../dom.ts";
import type { ChosenRange } from "./chosen-range.ts";
import { drawPanel } from "./draw-panel.ts";

export interface DashboardState extends LoadContext {
  readonly dashboard: DashboardJson;
  readonly chosen: ChosenRange;
  readonly annotations: readonly Annotation[];
}

export interface DrawnPanel {
  readonly element: HTMLElement;
  /** Asks for its data again if it can be seen, otherwise when it comes into view. */
  renew(state: DashboardState): Promise<void>;
}

interface Section {
  readonly row: PanelJson | undefined;
  readonly panels: readonly PanelJson[];
}

/** Rows from top to bottom, each a section that opens and closes. */
export function drawRows(place: HTMLElement, panels: readonly PanelJson[], state: DashboardState, signal: AbortSignal): readonly DrawnPanel[] {
  const drawn: DrawnPanel[] = [];
  for (const { row, panels: inside } of sectionsOf(panels)) {
    const [top = 0] = inside.map(({ gridPos }) => gridPos.y).toSorted((one, other) => one - other);
    const grid = h("div", { class: "grid" });
    for (const panel of inside) {
      const one = drawPanel(panel, state, signal);
      const { x, y, w, h: height } = panel.gridPos;
      one.element.style.setProperty("--column", `${x + 1} / span ${w}`);
      one.element.style.setProperty("--row", `${y - top + 1} / span ${height}`);
      one.element.style.setProperty("--height", String(height));
      one.element.classList.toggle("narrow", w <= 6);
      grid.append(one.element);
      drawn.push(one);
    }
    place.append(row === undefined ? grid : drawRow(row, grid));
  }
  return drawn;
}

function drawRow({ title = "", collapsed = false, id }: PanelJson, grid: HTMLElement): HTMLElement {
  const name = `row-${id}`;
  const button = h(
    "button",
    { class: "row-title", type: "button", "aria-expanded": String(!collapsed), "aria-controls": name },
    h("span", { class: "chevron", "aria-hidden": "true" }),
    title,
  );
  grid.id = name;
  grid.hidden = collapsed;
  button.addEventListener("click", () => {
    grid.hidden = !grid.hidden;
    button.setAttribute("aria-expanded", String(!grid.hidden));
  });
  return h("section", { class: "row", "aria-label": title }, h("h2", {}, button), grid);
}

/** A row of the JSON begins a section; panels of a closed one are inside it. */
function sectionsOf(panels: readonly PanelJson[]): readonly Section[] {
  const sections: { row: PanelJson | undefined; panels: PanelJson[] }[] = [{ row: undefined, panels: [] }];
  for (const panel of panels) {
    if (panel.type === "row") {
      sections.push({ row: panel, panels: [...(panel.panels ?? [])] });
    } else {
      sections.at(-1)?.panels.push(panel);
    }
  }
  return sections.filter(({ row, panels: inside }) => row !== undefined || inside.length > 0);
}
