import type { GaugeDefinition } from "@platform/metrics/define";
import { aggregate, binary, type InstantVector, select, time } from "@platform/promql";
import type { Color, Panel, State } from "../model/model.ts";
import { currencies } from "./currencies.ts";
import type { MetricPanelOptions } from "./metric-panels.ts";
import { labelTitle, metricTitle } from "./metric-title.ts";
import { panel, show, showNow } from "./panel.ts";
import { CHOSEN } from "./scope.ts";
import { splitBy, splitLabels } from "./split-labels.ts";

/** What is held, how long ago it was, in which state it is, or what its labels say. */
export function gaugePanels(metric: GaugeDefinition, options: MetricPanelOptions): readonly Panel[] {
  if (metric.form === "info") {
    return [infoPanel(metric, options)];
  }
  if (stateDomain(metric) !== undefined) {
    return [stateSetPanel(metric, options)];
  }
  return [metric.unit === "timestamp" ? agePanel(metric, options) : valuePanel(metric, options)];
}

/** Amounts of several instances add up; shares, durations and temperatures do not. */
export function addsUp({ unit }: GaugeDefinition): boolean {
  return unit === "count" || unit === "bytes" || typeof unit === "object";
}

function valuePanel(metric: GaugeDefinition, { width = 8, byService = false, limit }: MetricPanelOptions): Panel {
  const { labels, legend, grouping } = splitLabels(metric, metricTitle(metric).toLowerCase(), { byService });
  const additive = addsUp(metric);
  return panel("timeseries", {
    title: metricTitle(metric),
    description: `${metric.help} ${additive ? "All instances together." : "The highest of all instances."}`,
    queries: [
      show(aggregate(additive ? "sum" : "max", select(metric, CHOSEN), grouping), legend),
      ...(limit === undefined
        ? []
        : [show(aggregate("sum", select(limit, CHOSEN), splitBy(byService ? ["job"] : [], "").grouping), byService ? "{{job}} at most" : "at most")]),
    ],
    width,
    options: { ...(additive && { min: 0, stack: labels.length > 0 && limit === undefined }), ...currencies(metric) },
  });
}

function agePanel(metric: GaugeDefinition, { width = 8, byService = false }: MetricPanelOptions): Panel {
  const name = metricTitle(metric).toLowerCase();
  const { legend, grouping } = splitLabels(metric, name, { byService });
  return panel("timeseries", {
    title: `Time since ${name}`,
    description: `${metric.help} How long ago that was, for the latest of all instances.`,
    queries: [show(binary(time(), "-", aggregate("max", select(metric, CHOSEN), grouping)), legend)],
    width,
    options: { min: 0 },
  });
}

function infoPanel(metric: GaugeDefinition, { width = 8 }: MetricPanelOptions): Panel {
  const labels = Object.keys(metric.labels);
  return panel("table", {
    title: metricTitle(metric),
    description: `${metric.help} With the number of instances.`,
    queries: [showNow(aggregate("count", select(metric, CHOSEN), { by: labels }), "instances")],
    width,
    height: 8,
    options: {
      columns: [...labels.map((label) => ({ from: { label }, title: labelTitle(label) })), { from: { query: 0 }, title: "Instances" }],
    },
  });
}

/** Values of the label `state` of a gauge that is 1 for one of them and 0 for the others: what OpenMetrics calls a state set. */
function stateDomain({ name, labels }: GaugeDefinition): readonly string[] | undefined {
  const domain = labels.state;
  return name.endsWith("_state") && Array.isArray(domain) ? (domain as readonly string[]) : undefined;
}

/** Each state is its place in the domain: the first is how it should be, the last how it should not. */
function stateSetPanel(metric: GaugeDefinition, { width = 8, byService = false }: MetricPanelOptions): Panel {
  const states = stateDomain(metric) ?? [];
  const { legend, grouping } = splitLabels(metric, metricTitle(metric).toLowerCase(), { byService, except: ["state"] });
  const places = states.map(
    (state, place): InstantVector => binary(select(metric as GaugeDefinition<{ state: readonly string[] }>, { state, ...CHOSEN }), "*", place),
  );
  return panel("state-timeline", {
    title: metricTitle(metric),
    description: `${metric.help} Where instances differ, the one furthest from "${states[0]}" is shown.`,
    queries: [
      show(
        aggregate(
          "max",
          places.reduce((left, right) => binary(left, "or", right)),
          grouping,
        ),
        legend,
      ),
    ],
    width,
    height: 8,
    options: { states: states.map((text, place): State => ({ from: place === 0 ? null : place, text, color: colorOf(place, states.length) })) },
  });
}

function colorOf(place: number, states: number): Color {
  return place === 0 ? "green" : place === states - 1 ? "red" : "yellow";
}
