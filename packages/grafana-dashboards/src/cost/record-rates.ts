import { type Aggregation, type RuleGroup, rewrite, type Selector } from "@platform/promql";
import { type PrometheusSettings, scrapeIntervalOf } from "../definition/platform-definition.ts";
import type { Dashboard, Panel, Query } from "../model/model.ts";
import { type CostSettings, panelCost } from "./panel-cost.ts";
import { type RateRecord, ratedSelector, rateRecord, rateRules, readRecord } from "./rate-record.ts";

export interface RecordedRates {
  /** The same dashboard; panels that would read too much read records. */
  readonly dashboard: Dashboard;
  /** The rules that record them, if there are any. */
  readonly groups: readonly RuleGroup[];
}

/**
 * Lets rules record what panels of a service's dashboard would read too many samples for, by the domains of their labels. A query with
 * exemplars keeps the series on which they hang.
 */
export function recordRates(dashboard: Dashboard, service: string, prometheus: PrometheusSettings): RecordedRates {
  const settings = costSettings(prometheus, service);
  const records = new Map<string, RateRecord>();
  const rows = dashboard.rows.map((row) => ({
    ...row,
    panels: row.panels.map((panel) =>
      panelCost(panel, dashboard, settings) <= prometheus.samplesPerPanel ? panel : recorded(panel, service, settings, records),
    ),
  }));
  if (records.size === 0) {
    return { dashboard, groups: [] };
  }
  const rules = rateRules([...records.values()], service);
  return { dashboard: { ...dashboard, rows }, groups: [{ name: `panels:${service}`, intervalSeconds: prometheus.evaluationIntervalSeconds, rules }] };
}

export function costSettings(prometheus: PrometheusSettings, service: string): CostSettings {
  return { ...prometheus, scrapeIntervalSeconds: scrapeIntervalOf(prometheus, service) };
}

function recorded(panel: Panel, service: string, settings: CostSettings, records: Map<string, RateRecord>): Panel {
  const queries = panel.queries.map((query) => recordedQuery(query, service, settings, records));
  if (queries.every((query, index) => query === panel.queries[index])) {
    return panel;
  }
  // Two evaluations lie between two points, so that one that comes late leaves no gap; queries beside one another share their points.
  const leastStep = 2 * settings.evaluationIntervalSeconds;
  return {
    ...panel,
    queries: queries.map((query) => (query.instant ? query : { ...query, minStepSeconds: Math.max(leastStep, query.minStepSeconds ?? 0) })),
  };
}

function recordedQuery(query: Query, service: string, settings: CostSettings, records: Map<string, RateRecord>): Query {
  let read: Selector | undefined;
  const aggregation = (sum: Aggregation) => {
    const selector = ratedSelector(sum);
    if (selector === undefined) {
      return sum;
    }
    read = selector;
    const record = rateRecord(sum, selector, service, settings);
    records.set(record.definition.name, records.get(record.definition.name) ?? record);
    return readRecord(sum, selector, record, query.instant);
  };
  const expression = rewrite(query.expression, { aggregation });
  return read === undefined ? query : { ...query, expression, ...(query.exemplars && { exemplarsOf: read }) };
}
