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
  const placed = fillLines(panels).map(({ panel, w }) => {
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

/** Time series of one size, which would leave a gap behind the last, share their lines evenly: seven thirds become three, two and two. */
function fillLines(panels: readonly Panel[]): readonly { readonly panel: Panel; readonly w: number }[] {
  const filled: { readonly panel: Panel; readonly w: number }[] = [];
  let x = 0;
  for (let index = 0; index < panels.length; ) {
    const run = runAt(panels, index);
    const [{ width }] = run;
    const [each, gap] = [Math.floor(COLUMNS / width), (COLUMNS - ((run.length * width) % COLUMNS)) % COLUMNS];
    const next = panels[index + run.length];
    x = x + width > COLUMNS ? 0 : x;
    const evenly = run[0].kind === "timeseries" && x === 0 && gap > 0 && (next === undefined || next.width > gap);
    const lines = Math.ceil(run.length / each);
    for (const [place, panel] of run.entries()) {
      const w = evenly ? Math.floor(COLUMNS / lineLength(place, run.length, lines)) : Math.min(width, COLUMNS);
      x = x + w > COLUMNS ? w : x + w;
      filled.push({ panel, w });
    }
    index += run.length;
  }
  return filled;
}

/** The panels from here on that are of the same kind and size. */
function runAt(panels: readonly Panel[], from: number): readonly [Panel, ...Panel[]] {
  const [first, ...rest] = panels.slice(from) as [Panel, ...Panel[]];
  const end = rest.findIndex(({ kind, width, height }) => kind !== first.kind || width !== first.width || height !== first.height);
  return [first, ...rest.slice(0, end < 0 ? rest.length : end)];
}

/** How many panels lie in the line of one, when the first lines have the one that is over. */
function lineLength(place: number, panels: number, lines: number): number {
  const [least, longer] = [Math.floor(panels / lines), panels % lines];
  return place < longer * (least + 1) ? least + 1 : least;
}
