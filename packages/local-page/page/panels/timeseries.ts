import { type ChartSeries, chartModel } from "../chart/chart-model.ts";
import { drawChart } from "../chart/draw-chart.ts";
import { drawLegend } from "../chart/legend.ts";
import { drawEmpty } from "../dashboard/draw-panel.ts";
import type { PanelKind } from "../dashboard/panel-context.ts";
import { h } from "../dom.ts";
import { showSeries } from "./shown-series.ts";

/** Lines or bars over time, with a legend that hides and shows them. */
export const timeseries: PanelKind = (body, context) => {
  const all = showSeries(context);
  if (all.length === 0) {
    drawEmpty(body, context.panel.fieldConfig?.defaults?.noValue ?? "No data");
    return undefined;
  }
  const legend = context.panel.options?.legend;
  const chart = h("div", { class: "chart" });
  body.append(chart);
  let end = () => {};
  const draw = () => {
    const hidden = context.memory.hidden;
    const series: readonly ChartSeries[] = all.filter(({ series }) => !hidden.has(series.name));
    end();
    end = drawChart(chart, chartModel(series, context), context);
  };
  if (legend?.showLegend !== false) {
    body.append(drawLegend(all, context, context.memory.hidden, draw));
  }
  draw();
  return () => end();
};
