import type { Spec } from "@grafana/schema/apis/dashboard.grafana.app/v2";
import type { Dashboard, Model, OutputFile } from "../model/model.ts";
import { dashboardJson } from "./grafana-dashboard.ts";
import type { DashboardJson, Json, PanelJson, RowJson } from "./grafana-json.ts";
import { linkSpace } from "./grafana-link.ts";
import { annotationKind, panelKind, variableKind } from "./grafana-v2-kinds.ts";
import { lazyFile } from "./lazy-file.ts";

/**
 * The same dashboards as resources of `dashboard.grafana.app/v2`, which Grafana 13 stores: for its HTTP API, Git Sync and the command of
 * Grafana. Each row is a row of its own, with panels placed from its top.
 *
 * @returns `dashboards-v2/<uid>.json`
 * @see https://grafana.com/docs/grafana/latest/as-code/observability-as-code/schema-v2/
 */
export function renderGrafanaV2(model: Model): readonly OutputFile[] {
  const frame = { title: model.platform.title, space: linkSpace(model) };
  return model.dashboards.map((dashboard) =>
    lazyFile(`dashboards-v2/${dashboard.uid}.json`, () => `${JSON.stringify(resource(dashboard, dashboardJson(dashboard, frame)), undefined, 2)}\n`),
  );
}

/** What Grafana's API takes: the status is its own. */
interface ResourceJson {
  readonly apiVersion: "dashboard.grafana.app/v2";
  readonly kind: "Dashboard";
  readonly metadata: { readonly name: string };
  readonly spec: Json<Spec>;
}

function resource({ uid }: Dashboard, classic: DashboardJson): ResourceJson {
  const { title = "", description = "", tags = [], time, links = [], refresh = "" } = classic;
  const rows = rowsOf(classic);
  return {
    apiVersion: "dashboard.grafana.app/v2",
    kind: "Dashboard",
    metadata: { name: uid },
    spec: {
      title,
      description,
      tags,
      editable: false,
      preload: false,
      cursorSync: "Crosshair",
      links: links.map(({ url = "", ...link }) => ({ ...link, url })),
      timeSettings: {
        from: time?.from ?? "now-1h",
        to: time?.to ?? "now",
        timezone: "browser",
        autoRefresh: refresh,
        autoRefreshIntervals: ["5s", "10s", "30s", "1m", "5m", "15m", "30m", "1h", "2h", "1d"],
        hideTimepicker: false,
        fiscalYearStartMonth: 0,
      },
      variables: (classic.templating?.list ?? []).map(variableKind),
      annotations: classic.annotations.list.map(annotationKind),
      elements: Object.fromEntries(rows.flatMap(({ panels }) => panels).map((panel) => [elementName(panel), panelKind(panel)])),
      layout: { kind: "RowsLayout", spec: { rows: rows.map(rowKind) } },
    },
  };
}

interface RowOfPanels {
  readonly row: RowJson;
  readonly panels: readonly PanelJson[];
}

/** Panels of an open row follow it, those of a collapsed one are inside. */
function rowsOf({ panels }: DashboardJson): readonly RowOfPanels[] {
  const rows: { row: RowJson; panels: PanelJson[] }[] = [];
  for (const panel of panels) {
    if ("panels" in panel) {
      rows.push({ row: panel, panels: [...panel.panels] });
    } else {
      rows.at(-1)?.panels.push(panel);
    }
  }
  return rows;
}

function rowKind({ row, panels }: RowOfPanels): RowKind {
  const top = (row.gridPos?.y ?? 0) + 1;
  const items = panels.map((panel) => {
    const { x = 0, y = top, w = 24, h = 8 } = panel.gridPos ?? {};
    const element = { kind: "ElementReference", name: elementName(panel) } as const;
    return { kind: "GridLayoutItem", spec: { x, y: y - top, width: w, height: h, element } } as const;
  });
  return {
    kind: "RowsLayoutRow",
    spec: { title: row.title ?? "", collapse: row.collapsed, layout: { kind: "GridLayout", spec: { items } } },
  };
}

type RowKind = Extract<Json<Spec>["layout"], { readonly kind: "RowsLayout" }>["spec"]["rows"][number];

function elementName({ id }: PanelJson): string {
  return `panel-${id}`;
}
