import type { CounterDefinition, GaugeDefinition, HistogramDefinition, MetricDefinition, MetricKind } from "@platform/metrics/define";
import type { Panel, Threshold } from "../model/model.ts";
import { counterPanels } from "./counter-panels.ts";
import { gaugePanels } from "./gauge-panels.ts";
import { histogramPanels } from "./histogram-panels.ts";

export interface MetricPanelOptions {
  /** Counters as events between two points, for those who count orders; default as a rate, for those who watch a machine. */
  readonly events?: { readonly minStepSeconds: number };
  /** Lines to draw, for a metric that an objective is about. */
  readonly thresholds?: readonly Threshold[];
  /** Columns of 24; default 8. */
  readonly width?: number;
  /** The gauge that says how high this one can rise. */
  readonly limit?: GaugeDefinition;
  /** Tell services apart; default false. */
  readonly byService?: boolean;
}

type PanelsOf<D extends MetricDefinition> = (metric: D, options: MetricPanelOptions) => readonly Panel[];

/** The panels that show a metric, by its kind. */
const panelsByKind = {
  counter: counterPanels as PanelsOf<CounterDefinition>,
  gauge: gaugePanels as PanelsOf<GaugeDefinition>,
  histogram: histogramPanels as PanelsOf<HistogramDefinition>,
} satisfies Record<MetricKind, unknown>;

/** Panels that show a metric of any kind: what it counts, holds or measures, told apart by its labels. */
export function metricPanels(metric: MetricDefinition, options: MetricPanelOptions = {}): readonly Panel[] {
  return (panelsByKind[metric.kind] as PanelsOf<MetricDefinition>)(metric, options);
}
