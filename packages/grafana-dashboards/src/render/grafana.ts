import type { Model, OutputFile } from "../model/model.ts";
import { dashboardJson } from "./grafana-dashboard.ts";
import { linkSpace } from "./grafana-link.ts";
import { renderLintExclusions } from "./grafana-lint.ts";
import { lazyFile } from "./lazy-file.ts";

/** The dashboards as files for Grafana's provisioning, `dashboards/<uid>.json`, and what dashboard-linter is to know of them. */
export function renderGrafana(model: Model): readonly OutputFile[] {
  const frame = { title: model.platform.title, space: linkSpace(model) };
  const files = model.dashboards.map((dashboard) =>
    lazyFile(`dashboards/${dashboard.uid}.json`, () => `${JSON.stringify(dashboardJson(dashboard, frame), undefined, 2)}\n`),
  );
  return [...files, renderLintExclusions(model)];
}
