import type { CounterDefinition } from "@platform/metrics/define";
import { aggregate, binary, over, type Selector, select } from "@platform/promql";
import type { Panel } from "../model/model.ts";
import { currencies } from "./currencies.ts";
import type { MetricPanelOptions } from "./metric-panels.ts";
import { metricTitle } from "./metric-title.ts";
import { panel, show } from "./panel.ts";
import { CHOSEN } from "./scope.ts";
import { splitLabels } from "./split-labels.ts";

/** Values by which a counter of look-ups is known, such as those in a cache. */
const HIT = "hit";
const MISS = "miss";

/** What was counted, and for look-ups the share of those that hit. */
export function counterPanels(metric: CounterDefinition, options: MetricPanelOptions): readonly Panel[] {
  const hits = hitLabel(metric);
  return [...(hits === undefined ? [] : [hitRatioPanel(metric, hits, options)]), countedPanel(metric, options)];
}

/** Label of a counter that has both hits and misses. */
export function hitLabel({ labels }: CounterDefinition): string | undefined {
  return Object.keys(labels).find((label) => {
    const domain = labels[label];
    return Array.isArray(domain) && domain.includes(HIT) && domain.includes(MISS);
  });
}

function countedPanel(metric: CounterDefinition, { events, width = 8, byService = false }: MetricPanelOptions): Panel {
  const { legend, grouping } = splitLabels(metric, metricTitle(metric).toLowerCase(), { byService });
  const sum = (read: "rate" | "increase", range: "$__rate_interval" | "$__interval") =>
    aggregate("sum", over(read, select(metric, CHOSEN), range), grouping);
  return panel("timeseries", {
    title: metricTitle(metric),
    description:
      events === undefined ? `${metric.help} Per second.` : `${metric.help} A bar counts its own stretch of time; the legend adds them up.`,
    queries: [events === undefined ? show(sum("rate", "$__rate_interval"), legend) : show(sum("increase", "$__interval"), legend, events)],
    width,
    options: { min: 0, stack: true, bars: events !== undefined, ...currencies(metric) },
  });
}

function hitRatioPanel(metric: CounterDefinition, label: string, { width = 8, byService = false }: MetricPanelOptions): Panel {
  const { legend, grouping } = splitLabels(metric, "hits", { byService, except: [label] });
  const all: Selector = select(metric, CHOSEN);
  const hits: Selector = {
    ...all,
    matchers: [...select(metric as CounterDefinition<Record<string, readonly string[]>>, { [label]: HIT }).matchers, ...all.matchers],
  };
  const rate = (of: Selector) => aggregate("sum", over("rate", of, "$__rate_interval"), grouping);
  return panel("timeseries", {
    title: `${metricTitle(metric)}, hit ratio`,
    description: `${metric.help} Share of hits; a fall sends the load to what is behind.`,
    queries: [show(binary(rate(hits), "/", rate(all)), legend)],
    width,
    options: { min: 0, max: 1 },
  });
}
