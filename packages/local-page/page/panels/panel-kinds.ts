import { drawEmpty } from "../dashboard/draw-panel.ts";
import type { PanelKind } from "../dashboard/panel-context.ts";
import { bargauge } from "./bargauge.ts";
import { gauge } from "./gauge.ts";
import { geomap } from "./geomap.ts";
import { heatmap } from "./heatmap.ts";
import { logs } from "./logs.ts";
import { piechart } from "./piechart.ts";
import { stat } from "./stat.ts";
import { stateTimeline } from "./state-timeline.ts";
import { table } from "./table.ts";
import { text } from "./text.ts";
import { timeseries } from "./timeseries.ts";
import { traces } from "./traces.ts";

/** By Grafana's name of the panel. */
export const panelKinds: Readonly<Record<string, PanelKind>> = {
  bargauge,
  gauge,
  geomap,
  heatmap,
  logs,
  piechart,
  stat,
  "state-timeline": stateTimeline,
  table,
  text,
  timeseries,
  traces,
  unknown: (body, { panel }) => {
    drawEmpty(body, `This page does not draw panels of kind "${panel.type}".`);
    return undefined;
  },
};
