import { COUNTRY_LABEL, type CounterDefinition, type GaugeDefinition, type MetricDefinition } from "@platform/metrics/define";
import { aggregate, over, select } from "@platform/promql";
import type { Panel } from "../model/model.ts";
import { addsUp } from "./gauge-panels.ts";
import { labelTitle, metricTitle } from "./metric-title.ts";
import { panel, showNow } from "./panel.ts";
import { CHOSEN } from "./scope.ts";

/**
 * Where in the world: what was counted in the time shown, or what is held now, in each country. Undefined for a metric without a label of
 * countries, for observations, for money, of which a country has several kinds, and for what is no amount.
 */
export function countryMap(metric: MetricDefinition): Panel | undefined {
  if (!(COUNTRY_LABEL in metric.labels) || metric.kind === "histogram" || typeof metric.unit === "object" || isNoAmount(metric)) {
    return undefined;
  }
  const title = metricTitle(metric);
  return panel("map", {
    title: `${title} by ${labelTitle(COUNTRY_LABEL)}`,
    description: `${metric.help} ${metric.kind === "counter" ? "In the time shown" : "Now"}; the larger the circle, the more.`,
    queries: [showNow(perCountry(metric), `{{${COUNTRY_LABEL}}}`)],
    options: {
      min: 0,
      ...(metric.unit === "count" && { decimals: 0 }),
      columns: [
        { from: { label: COUNTRY_LABEL }, title: "Country" },
        { from: { query: 0 }, title, sort: "falling" },
      ],
    },
  });
}

/** A point in time, labels that describe, or a state. */
function isNoAmount(metric: CounterDefinition | GaugeDefinition): boolean {
  return metric.kind === "gauge" && (metric.unit === "timestamp" || metric.form !== undefined);
}

function perCountry(metric: CounterDefinition | GaugeDefinition) {
  const grouping = { by: [COUNTRY_LABEL] };
  const all = select(metric, CHOSEN);
  return metric.kind === "counter"
    ? aggregate("sum", over("increase", all, "$__range"), grouping)
    : aggregate(addsUp(metric) ? "sum" : "max", all, grouping);
}
