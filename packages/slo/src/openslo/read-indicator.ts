import type { CounterDefinition, GaugeDefinition, HistogramDefinition, MetricDefinition } from "@platform/metrics/define";
import type { EventRatio } from "../definition/event-ratio.ts";
import type { EventSli, LabelSelection } from "../definition/sli.ts";
import { asObject, asText, type JsonObject } from "./read-json.ts";
import { type QuerySelection, readQuery, type UnreadQuery } from "./read-query.ts";

export interface ReadIndicatorOptions {
  /** Name of the service: its own job is no matcher of an SLI. */
  readonly service: string;
  readonly metrics: readonly MetricDefinition[];
}

/** Reads the indicator of somebody else in terms of definitions. */
export function readIndicator(spec: JsonObject, objective: JsonObject, options: ReadIndicatorOptions): { readonly sli: EventSli } | UnreadQuery {
  if (spec.thresholdMetric !== undefined) {
    const selection = readMetric(spec.thresholdMetric, options);
    return "reason" in selection ? selection : sliOfThreshold(selection, objective, options);
  }
  const { good, bad, total, raw } = asObject(spec.ratioMetric);
  if (total === undefined || (good === undefined && bad === undefined)) {
    return { reason: raw === undefined ? "neither a threshold nor a ratio" : "a ratio that is computed already cannot be weighed by events" };
  }
  const all = readMetric(total, options);
  const part = readMetric(good ?? bad, options);
  if ("reason" in all) {
    return all;
  }
  if ("reason" in part) {
    return part;
  }
  return good === undefined ? withoutBad(all, part) : sliOfRatio(all, part);
}

function readMetric(metric: unknown, { service, metrics }: ReadIndicatorOptions): QuerySelection | UnreadQuery {
  const source = asObject(asObject(metric).metricSource);
  const type = asText(source.type);
  if (type !== "" && type.toLowerCase() !== "prometheus") {
    return { reason: `a source of type ${JSON.stringify(type)} is not Prometheus` };
  }
  const selection = readQuery(asText(asObject(source.spec).query), metrics);
  return "reason" in selection || selection.job === undefined || selection.job === service || selection.metric.kind === "gauge"
    ? selection
    : { reason: `job ${JSON.stringify(selection.job)} is another service` };
}

function sliOfThreshold(
  { metric, part, labels, job }: QuerySelection,
  { op, value }: JsonObject,
  { service }: ReadIndicatorOptions,
): { readonly sli: EventSli } | UnreadQuery {
  if (metric.kind === "histogram" && part === "value" && metric.native !== undefined && op === "lte") {
    return { sli: { kind: "native-threshold", metric: metric as HistogramDefinition, labels, bound: Number(value) } };
  }
  if (metric.kind === "gauge" && (op === "gte" || op === "gt") && (op === "gte" ? value === 1 : value === 0)) {
    return { sli: { kind: "probe-success", metric: metric as GaugeDefinition, labels, ...(job !== undefined && job !== service && { job }) } };
  }
  return { reason: `${metric.name} ${asText(op)} ${asText(value)} is neither a bound of a native histogram nor the success of a probe` };
}

function sliOfRatio(total: QuerySelection, good: QuerySelection): { readonly sli: EventSli } | UnreadQuery {
  if (good.part === "bucket" && total.part !== "value" && good.metric === total.metric && good.bound !== undefined) {
    return JSON.stringify(good.labels) === JSON.stringify(total.labels)
      ? { sli: { kind: "threshold", metric: good.metric as HistogramDefinition, labels: good.labels, bound: good.bound } }
      : { reason: `the bucket and the count of ${good.metric.name} select different labels` };
  }
  return isCounted(good) && isCounted(total)
    ? { sli: ratio(good, total) }
    : { reason: `${good.metric.name} and ${total.metric.name} are not two counters, nor a bucket and its count` };
}

/** Good events are all values of one label that the bad ones do not have. */
function withoutBad(total: QuerySelection, bad: QuerySelection): { readonly sli: EventSli } | UnreadQuery {
  const [label, ...further] = Object.keys(bad.labels).filter((name) => JSON.stringify(bad.labels[name]) !== JSON.stringify(total.labels[name]));
  const domain = label === undefined ? undefined : (total.labels[label] ?? total.metric.labels[label]);
  if (!isCounted(bad) || !isCounted(total) || bad.metric !== total.metric || label === undefined || further.length > 0 || !Array.isArray(domain)) {
    return { reason: "bad events are read where they differ from all events of one counter in one label that has a list of values" };
  }
  const values = domain.filter((value) => !bad.labels[label]?.includes(value));
  return { sli: ratio({ ...total, labels: { ...total.labels, [label]: values } }, total) };
}

function ratio(good: QuerySelection, total: QuerySelection): EventRatio {
  const select = ({ metric, labels }: QuerySelection) => ({ metric: metric as CounterDefinition, labels: labels as LabelSelection });
  return { kind: "event-ratio", good: select(good), total: select(total) };
}

function isCounted({ metric, part }: QuerySelection): boolean {
  return metric.kind === "counter" && part === "value";
}
