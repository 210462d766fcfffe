import type { ForeignMetric } from "./foreign-metric.ts";

/** The samples of one series, put together: a histogram's or summary's parts, or the one value of another metric. */
export interface SampleGroup {
  readonly labels: Readonly<Record<string, unknown>>;
  value: number;
  sum: number;
  count: number;
  /** By upper bound for a histogram, by quantile for a summary. */
  readonly parts: (readonly [at: number, value: number])[];
}

/** Puts the samples of a metric of prom-client together by their labels. */
export function groupSamples({ name, type, values }: ForeignMetric): SampleGroup[] {
  const part = type === "histogram" ? "le" : type === "summary" ? "quantile" : undefined;
  const groups = new Map<string, SampleGroup>();
  for (const { value, labels = {}, metricName } of values) {
    const { [part ?? ""]: at, ...own } = labels;
    const key = JSON.stringify(Object.entries(own).map(([label, text]) => [label, String(text)]));
    const group = groups.get(key) ?? { labels: own, value: 0, sum: 0, count: 0, parts: [] };
    groups.set(key, group);
    if (part === undefined) {
      group.value = value;
    } else if (metricName === `${name}_sum`) {
      group.sum = value;
    } else if (metricName === `${name}_count`) {
      group.count = value;
    } else {
      group.parts.push([at === "+Inf" ? Number.POSITIVE_INFINITY : Number(at), value]);
    }
  }
  return [...groups.values()];
}
