import { COUNTRY_LABEL, type CounterDefinition } from "@platform/metrics/define";
import { aggregate, offset, over, type Selector, select } from "@platform/promql";
import type { Panel } from "../model/model.ts";
import { currencies } from "./currencies.ts";
import { labelTitle, metricTitle } from "./metric-title.ts";
import { panel, showNow } from "./panel.ts";
import { CHOSEN } from "./scope.ts";
import { splitBy, splitLabels } from "./split-labels.ts";

const WEEK_SECONDS = 7 * 86_400;

/** How much there was in the time shown, beside the same time a week before. */
export function totalTile(metric: CounterDefinition, size: { readonly width?: number; readonly height?: number } = {}): Panel {
  const currency = typeof metric.unit === "object" ? [metric.unit.label] : [];
  const { grouping } = splitBy(currency, "");
  const name = currency.map((label) => `{{${label}}} `).join("");
  const total = (of: Selector) => aggregate("sum", over("increase", of, "$__range"), grouping);
  const all = select(metric, CHOSEN);
  return panel("stat", {
    title: typeof metric.unit === "object" ? `${metricTitle(metric)} in all` : metricTitle(metric),
    description: `${metric.help} In the time shown, and in the same time one week before.`,
    queries: [
      showNow(total(all), currency.length === 0 ? "now" : name.trim()),
      { ...showNow(total(offset(all, WEEK_SECONDS)), `${name}a week before`), mayBeEmpty: "There is no data of a week ago yet." },
    ],
    ...size,
    options: { ...(metric.unit === "count" && { decimals: 0 }), ...currencies(metric) },
  });
}

/** The shares of a counter's label in the time shown; undefined for a counter without a label of few values, or in money. Countries have a map. */
export function shareDonut(metric: CounterDefinition): Panel | undefined {
  const label = splitLabels(metric, "", { except: [COUNTRY_LABEL] }).labels.findLast((one) => Array.isArray(metric.labels[one]));
  if (label === undefined || typeof metric.unit === "object") {
    return undefined;
  }
  return panel("pie", {
    title: `${metricTitle(metric)} by ${labelTitle(label)}`,
    description: `${metric.help} Shares in the time shown.`,
    queries: [showNow(aggregate("sum", over("increase", select(metric, CHOSEN), "$__range"), { by: [label] }), `{{${label}}}`)],
    options: { decimals: 0 },
  });
}
