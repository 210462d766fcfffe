import type { MetricDefinition } from "@platform/metrics/define";
import type { SloDefinition } from "@platform/slo/define";
import type { Panel } from "../model/model.ts";
import { byKindAndName, limitOf } from "./metric-family.ts";
import { type MetricPanelOptions, metricPanels } from "./metric-panels.ts";
import { lines } from "./objectives.ts";

export interface PanelsOfMetricsOptions extends Pick<MetricPanelOptions, "events" | "byService"> {
  /** Objectives that may set a bound to a histogram. */
  readonly slos: readonly SloDefinition[];
}

/** The panels of several metrics, in one order whatever theirs; a limit is drawn with what it limits. */
export function panelsOfMetrics(metrics: readonly MetricDefinition[], { slos, ...options }: PanelsOfMetricsOptions): readonly Panel[] {
  const limits = metrics.map((metric) => limitOf(metric, metrics));
  return metrics
    .filter((metric) => !limits.includes(metric as never))
    .toSorted(byKindAndName)
    .flatMap((metric) => {
      const limit = limitOf(metric, metrics);
      return metricPanels(metric, { ...options, thresholds: lines(boundsOf(metric, slos)), ...(limit !== undefined && { limit }) });
    });
}

function boundsOf(metric: MetricDefinition, slos: readonly SloDefinition[]): readonly number[] {
  return slos.flatMap(({ sli }) => (sli.kind === "threshold" && sli.metric === metric ? [sli.bound] : []));
}
