import type { Item } from "./describe-changes.ts";

/** The parts of a classic dashboard that a change is told of. */
export interface DashboardData {
  readonly uid?: string;
  readonly title?: string;
  readonly panels?: readonly PanelData[];
  readonly [other: string]: unknown;
}

interface PanelData {
  readonly title?: string;
  readonly type?: string;
  readonly panels?: readonly PanelData[];
  readonly targets?: readonly { readonly refId?: string; readonly expr?: string; readonly legendFormat?: string }[];
  readonly fieldConfig?: { readonly defaults?: { readonly unit?: string; readonly thresholds?: { readonly steps?: readonly StepData[] } } };
  readonly [other: string]: unknown;
}

interface StepData {
  readonly value: number | null;
  readonly color: string;
}

/** Numbers that Grafana or a layout counts up, and that nobody sees. */
const UNSEEN: readonly string[] = ["id", "gridPos", "pluginVersion", "version", "schemaVersion", "panels", "targets", "title", "uid", "type"];

/** A dashboard and its panels. */
export function dashboardItems(dashboard: DashboardData): readonly Item[] {
  const subject = `dashboard ${dashboard.uid ?? dashboard.title}`;
  const { panels = [], title } = dashboard;
  return [{ subject, properties: { title, ...seen(dashboard) } }, ...flat(panels).map((panel) => panelItem(panel, subject))];
}

function panelItem(panel: PanelData, dashboard: string): Item {
  const { defaults, ...fields } = panel.fieldConfig ?? {};
  const { unit, thresholds, ...display } = defaults ?? {};
  const targets = (panel.targets ?? []).map(({ refId, expr, legendFormat, ...target }): readonly (readonly [string, unknown])[] => {
    const of = (panel.targets ?? []).length > 1 ? ` ${refId}` : "";
    return [
      [`query${of}`, expr],
      [`legend${of}`, legendFormat],
      [`settings of query${of}`, target],
    ];
  });
  return {
    subject: `${dashboard} › ${panel.title || panel.type}`,
    properties: {
      kind: panel.type,
      unit,
      ...Object.fromEntries(targets.flat()),
      ...steps(thresholds?.steps ?? []),
      display,
      fields,
      ...seen(panel, ["fieldConfig"]),
    },
    ...(unit !== undefined && { unit }),
  };
}

/** `threshold red`: the value from which a colour is shown; the base colour has none. */
function steps(list: readonly StepData[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    list.filter(({ value }) => value !== null).map(({ value, color }) => [list.length <= 2 ? "threshold" : `threshold ${color}`, value]),
  );
}

function seen(data: Readonly<Record<string, unknown>>, besides: readonly string[] = []): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(data).filter(([name]) => !UNSEEN.includes(name) && !besides.includes(name)));
}

function flat(panels: readonly PanelData[]): readonly PanelData[] {
  return panels.flatMap((panel) => [panel, ...flat(panel.panels ?? [])]);
}
