import type { Model, OutputFile } from "../model/model.ts";
import { dashboardJson } from "./grafana-dashboard.ts";
import { renderLintExclusions } from "./grafana-lint.ts";

/** The dashboards as files for Grafana's provisioning, `dashboards/<uid>.json`, and what dashboard-linter is to know of them. */
export function renderGrafana(model: Model): readonly OutputFile[] {
  const files = model.dashboards.map((dashboard) => ({
    path: `dashboards/${dashboard.uid}.json`,
    content: `${JSON.stringify(dashboardJson(dashboard, model.platform), undefined, 2)}\n`,
  }));
  return [...files, renderLintExclusions(model)];
}
