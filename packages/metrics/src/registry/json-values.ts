import { bucketLabel } from "../definition/bucket-label.ts";
import type { HistogramDefinition, MetricDefinition } from "../definition/metric-definition.ts";
import { BUCKETS_PLACE, SUM_PLACE } from "../instruments/histogram-layout.ts";
import type { SeriesTable } from "../instruments/series-table.ts";

/** One sample, in the shape of prom-client's `getMetricsAsJSON`. */
export interface JsonValue {
  value: number;
  labels: Record<string, string>;
  metricName?: string;
}

/** Samples of a metric, made anew for each call: readers of prom-client's JSON write into them. */
export function jsonValues(definition: MetricDefinition, table: SeriesTable): JsonValue[] {
  return Array.from({ length: table.size }, (_, series) =>
    definition.kind === "histogram"
      ? histogramValues(definition, table, series)
      : [{ value: table.values[series] as number, labels: labelsOf(table, series) }],
  ).flat();
}

export function labelsOf(table: SeriesTable, series: number): Record<string, string> {
  const values = table.labelValues(series);
  return Object.fromEntries(table.names.map((name, index) => [name, values[index] as string]));
}

function histogramValues({ name, buckets }: HistogramDefinition, table: SeriesTable, series: number): JsonValue[] {
  const labels = labelsOf(table, series);
  const slot = series * table.width;
  let count = 0;
  const values: JsonValue[] = [...buckets, Number.POSITIVE_INFINITY].map((bound, bucket) => {
    count += table.values[slot + BUCKETS_PLACE + bucket] as number;
    return { metricName: `${name}_bucket`, value: count, labels: { le: bucketLabel(bound), ...labels } };
  });
  values.push({ metricName: `${name}_sum`, value: table.values[slot + SUM_PLACE] as number, labels: { ...labels } });
  values.push({ metricName: `${name}_count`, value: count, labels: { ...labels } });
  return values;
}
