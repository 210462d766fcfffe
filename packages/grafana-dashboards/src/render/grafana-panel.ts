import type { Panel } from "../model/model.ts";
import { fieldDefaults, seriesOverrides } from "./grafana-field.ts";
import type { PanelJson } from "./grafana-json.ts";
import type { GridPosition } from "./grafana-layout.ts";
import { type LinkSpace, pageLink } from "./grafana-link.ts";
import { PANELS } from "./grafana-options.ts";
import { plainText } from "./grafana-query.ts";
import { tableOverrides, tableTransformations } from "./grafana-table.ts";
import { DATASOURCE, target } from "./grafana-target.ts";

export interface PanelPlace {
  readonly id: number;
  readonly position: GridPosition;
  readonly space: LinkSpace;
}

export function panelJson(panel: Panel, { id, position, space }: PanelPlace): PanelJson {
  const { type, options } = PANELS[panel.kind](panel);
  const tabular = panel.options.columns !== undefined;
  return {
    id,
    type,
    title: plainText(panel.title),
    description: plainText(panel.description),
    gridPos: position,
    datasource: DATASOURCE,
    targets: panel.queries.map((query, index) => ({ ...target(query, panel.kind, index) })),
    ...(tabular && {
      transformations: tableTransformations(panel),
      links: panel.links.filter((link) => "url" in link).map((link) => pageLink(link)),
    }),
    fieldConfig: {
      defaults: fieldDefaults(panel, space),
      overrides: tabular ? tableOverrides(panel, space) : seriesOverrides(panel),
    },
    options,
  };
}
