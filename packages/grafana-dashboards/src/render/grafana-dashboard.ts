import { printDuration } from "@platform/promql";
import type { Dashboard } from "../model/model.ts";
import { createPanelIds } from "./grafana-id.ts";
import type { DashboardJson, LinkJson } from "./grafana-json.ts";
import { placeRows } from "./grafana-layout.ts";
import { LINK, type LinkSpace, pageLink } from "./grafana-link.ts";
import { panelJson } from "./grafana-panel.ts";
import { plainText } from "./grafana-query.ts";
import { annotationJson, BUILT_IN_ANNOTATION, DATASOURCE_VARIABLE, variableJson } from "./grafana-variable.ts";

export interface DashboardFrame {
  /** Title of the drop-down that leads to the other dashboards. */
  readonly title: string;
  readonly space: LinkSpace;
}

/**
 * A dashboard in the classic schema, which file provisioning of Grafana 12 and 13 reads.
 *
 * @see https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 */
export function dashboardJson(dashboard: Dashboard, frame: DashboardFrame): DashboardJson {
  return {
    uid: dashboard.uid,
    title: plainText(dashboard.title),
    description: plainText(dashboard.description),
    tags: [...dashboard.tags],
    schemaVersion: 42,
    editable: false,
    graphTooltip: 1,
    refresh: "30s",
    time: { from: `now-${printDuration(dashboard.rangeSeconds)}`, to: "now" },
    timezone: "browser",
    weekStart: "",
    links: [dropDown(frame), ...dashboard.links.filter((link) => "url" in link).map(pageLink)],
    templating: { list: [DATASOURCE_VARIABLE, ...dashboard.variables.map(variableJson)] },
    annotations: { list: [BUILT_IN_ANNOTATION, ...dashboard.annotations.map(annotationJson)] },
    panels: panels(dashboard, frame.space),
  };
}

function panels(dashboard: Dashboard, space: LinkSpace): DashboardJson["panels"] {
  const idOf = createPanelIds();
  return placeRows(dashboard).flatMap(({ row, position, panels }): DashboardJson["panels"] => {
    const inside = panels.map(({ panel, position }) => panelJson(panel, { id: idOf(`${row.title}/${panel.title}`), position, space }));
    const header = { id: idOf(row.title), type: "row" as const, title: plainText(row.title), gridPos: position, collapsed: row.collapsed };
    return row.collapsed ? [{ ...header, panels: inside }] : [{ ...header, panels: [] }, ...inside];
  });
}

/** All dashboards of the platform, at the same time range and with the same choices. */
function dropDown({ title, space }: DashboardFrame): LinkJson {
  return { ...LINK, type: "dashboards", title: plainText(title), tags: [space.tag], asDropdown: true, keepTime: true, includeVars: true };
}
