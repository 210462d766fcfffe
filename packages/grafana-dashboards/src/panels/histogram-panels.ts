import type { HistogramDefinition } from "@platform/metrics/define";
import { aggregate, histogramQuantile, over, selectBuckets, selectCount } from "@platform/promql";
import type { Panel } from "../model/model.ts";
import { currencies } from "./currencies.ts";
import type { MetricPanelOptions } from "./metric-panels.ts";
import { labelTitle, metricTitle } from "./metric-title.ts";
import { panel, show } from "./panel.ts";
import { QUANTILES } from "./request-panels.ts";
import { CHOSEN } from "./scope.ts";
import { splitBy, splitLabels } from "./split-labels.ts";

/** How the observations are spread; and where labels tell them apart, the spread and number of each part. */
export function histogramPanels(metric: HistogramDefinition, options: MetricPanelOptions): readonly Panel[] {
  const { thresholds = [], width = 8, byService = false } = options;
  const currency = typeof metric.unit === "object" ? [metric.unit.label] : [];
  const split = splitLabels(metric, "p95", { byService });
  const title = metricTitle(metric);
  const whole = panel("timeseries", {
    title,
    description: `${metric.help} Half, 95 % and 99 % lie below the lines.${thresholds.length > 0 ? " The dashed line is the objective." : ""}`,
    queries: QUANTILES.map(({ phi, name }) => show(quantile(metric, phi, currency), [...currency.map((label) => `{{${label}}}`), name].join(" "))),
    width,
    thresholds,
    options: { min: 0, thresholdLines: thresholds.length > 0, ...currencies(metric) },
  });
  if (split.labels.length === currency.length) {
    return [whole];
  }
  const parts = split.labels.map(labelTitle).join(" and ");
  const { legend, grouping } = splitBy(split.labels, "");
  return [
    ...(byService ? [] : [whole]),
    panel("timeseries", {
      title: `${title}, p95 by ${parts}`,
      description: `${metric.help} 95 % lie below each line.`,
      queries: [show(quantile(metric, 0.95, split.labels), legend)],
      width,
      thresholds,
      options: { min: 0, thresholdLines: thresholds.length > 0, ...currencies(metric) },
    }),
    panel("timeseries", {
      title: `${title.replace(/ duration$/, "")}, number by ${parts}`,
      description: `${metric.help} How many there were, per second.`,
      queries: [show(aggregate("sum", over("rate", selectCount(metric, CHOSEN), "$__rate_interval"), grouping), legend)],
      width,
      options: { min: 0, stack: true },
    }),
  ];
}

function quantile(metric: HistogramDefinition, phi: number, labels: readonly string[]) {
  const buckets = over("rate", selectBuckets(metric, CHOSEN), "$__rate_interval");
  return histogramQuantile(phi, aggregate("sum", buckets, { by: [...labels, "le"] }));
}
