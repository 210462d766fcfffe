import type { Model, OutputFile } from "../model/model.ts";
import { dashboardJson } from "./grafana-dashboard.ts";

/** The dashboards as files for Grafana's provisioning: `dashboards/<uid>.json`. */
export function renderGrafana({ dashboards, platform }: Model): readonly OutputFile[] {
  return dashboards.map((dashboard) => ({
    path: `dashboards/${dashboard.uid}.json`,
    content: `${JSON.stringify(dashboardJson(dashboard, platform), undefined, 2)}\n`,
  }));
}
