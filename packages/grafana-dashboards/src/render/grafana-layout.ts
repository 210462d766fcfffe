import type { Dashboard, Panel, Row } from "../model/model.ts";

const COLUMNS = 24;

export interface GridPosition {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface PlacedRow {
  readonly row: Row;
  readonly position: GridPosition;
  readonly panels: readonly { readonly panel: Panel; readonly position: GridPosition }[];
}

/** Rows from top to bottom, panels from left to right; a panel that does not fit begins a new line. */
export function placeRows({ rows }: Pick<Dashboard, "rows">): readonly PlacedRow[] {
  let y = 0;
  return rows.map((row) => {
    const position = { x: 0, y, w: COLUMNS, h: 1 };
    const { panels, bottom } = placePanels(row.panels, y + 1);
    y = row.collapsed ? y + 1 : bottom;
    return { row, position, panels };
  });
}

function placePanels(panels: readonly Panel[], top: number): { readonly panels: PlacedRow["panels"]; readonly bottom: number } {
  let [x, y, lineHeight] = [0, top, 0];
  const placed = panels.map((panel) => {
    const w = Math.min(panel.width, COLUMNS);
    if (x + w > COLUMNS) {
      [x, y, lineHeight] = [0, y + lineHeight, 0];
    }
    const position = { x, y, w, h: panel.height };
    x += w;
    lineHeight = Math.max(lineHeight, panel.height);
    return { panel, position };
  });
  return { panels: placed, bottom: y + lineHeight };
}
