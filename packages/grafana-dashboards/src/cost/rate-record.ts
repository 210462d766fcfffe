import { open } from "@platform/metrics/define";
import {
  type Aggregation,
  aggregate,
  labelsOf,
  over,
  print,
  printDuration,
  type RecordDefinition,
  type RecordingRule,
  type Selector,
  seriesName,
} from "@platform/promql";
import { CHOSEN_JOB } from "../panels/scope.ts";
import type { CostSettings } from "./panel-cost.ts";

/** What a rule records in place of the series of a metric: their rates, added up over all labels but some. */
export interface RateRecord {
  readonly definition: RecordDefinition;
  /** The series, of whatever service. */
  readonly raw: Selector;
  readonly windowSeconds: number;
}

const TARGET = ["job", "instance"] as const;

/** The selector under a sum of rates of the chosen service; undefined for any other expression, and for a time before. */
export function ratedSelector({ operator, grouping, of }: Aggregation): Selector | undefined {
  const [range] = of.node === "call" && of.function === "rate" ? of.args : [];
  if (operator !== "sum" || grouping?.kind === "without" || range?.node !== "range" || range.range !== "$__rate_interval") {
    return undefined;
  }
  const { series, matchers, offsetSeconds } = range.of;
  const isChosen = matchers.some(({ label, value }) => label === "job" && value === CHOSEN_JOB.job.matches);
  return series.kind !== "record" && isChosen && offsetSeconds === undefined ? range.of : undefined;
}

/** The record of a service that answers a sum of rates: it keeps the labels that the sum keeps, and those that its matchers read. */
export function rateRecord(sum: Aggregation, selector: Selector, service: string, settings: CostSettings): RateRecord {
  const kept = new Set([...(sum.grouping?.labels ?? []), ...selector.matchers.map(({ label }) => label)]);
  const raw = { ...selector, matchers: [] };
  const known = labelsOf(raw);
  const own = [...kept].filter((label) => !isTarget(label)).sort();
  const name = seriesName(raw);
  const windowSeconds = rateWindowSeconds(settings);
  const definition: RecordDefinition = {
    kind: "record",
    name: `${[...TARGET, ...own].join("_")}:${name}:rate${printDuration(windowSeconds)}`,
    help: `Per second, over ${printDuration(windowSeconds)}: ${raw.series.help}`,
    unit: raw.part === "count" ? "count" : raw.series.unit,
    perSecond: true,
    maxSeries: maxSeries(raw, settings),
    labels: {
      job: [service],
      instance: open({ max: settings.instances }),
      ...Object.fromEntries(own.map((label) => [label, known.get(label) ?? open({ max: 100 })])),
    },
  };
  return { definition, raw, windowSeconds };
}

/** The same answer from the record: exact over whole evaluations, as a rate is over whole scrapes. */
export function readRecord(sum: Aggregation, selector: Selector, { definition }: RateRecord, instant: boolean): Aggregation {
  const record: Selector = { node: "selector", series: definition, part: "value", matchers: selector.matchers };
  return { ...sum, of: instant ? record : over("avg_over_time", record, "$__interval") };
}

/**
 * The rules that record: those with most labels first, so that one with fewer is added up from another instead of from the metric.
 */
export function rateRules(records: readonly RateRecord[], service: string): readonly RecordingRule[] {
  const sorted = records.toSorted((one, other) => size(other) - size(one) || (one.definition.name < other.definition.name ? -1 : 1));
  return sorted.map((record, index) => {
    const by = Object.keys(record.definition.labels);
    const wider = sorted.slice(0, index).findLast((other) => isWithin(record, other));
    const job = { label: "job", operator: "=", value: service } as const;
    const expression =
      wider === undefined
        ? over("rate", { ...record.raw, matchers: [job] }, record.windowSeconds)
        : ({ node: "selector", series: wider.definition, part: "value", matchers: [job] } as const);
    return { kind: "recording", record: record.definition, expression: aggregate("sum", expression, { by }), labels: {} };
  });
}

/** Four scrapes, of which two may fail, and no time between two evaluations that nobody looks at. */
function rateWindowSeconds({ scrapeIntervalSeconds, evaluationIntervalSeconds }: CostSettings): number {
  return Math.max(4 * scrapeIntervalSeconds, evaluationIntervalSeconds + scrapeIntervalSeconds);
}

function maxSeries({ series, part }: Selector, { instances }: CostSettings): number {
  const perInstance = series.kind === "record" ? Number.POSITIVE_INFINITY : series.maxSeries;
  return perInstance * instances * (part === "bucket" && series.kind === "histogram" ? series.buckets.length + 1 : 1);
}

function size({ definition }: RateRecord): number {
  return Object.keys(definition.labels).length;
}

function isWithin(record: RateRecord, other: RateRecord): boolean {
  return print(record.raw) === print(other.raw) && Object.keys(record.definition.labels).every((label) => label in other.definition.labels);
}

function isTarget(label: string): boolean {
  return (TARGET as readonly string[]).includes(label);
}
