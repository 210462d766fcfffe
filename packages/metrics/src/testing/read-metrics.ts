import { register } from "prom-client";
import type { LabelDomains, Labels } from "../definition/label-domain.ts";
import type { CounterDefinition, GaugeDefinition, HistogramDefinition, MetricDefinition } from "../definition/metric-definition.ts";
import { ownMetric } from "../registry/instrument-in.ts";
import { jsonValues } from "../registry/json-values.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";

/** The labels of a series, and none for a metric without labels. */
export type Of<L extends LabelDomains> = keyof L extends never ? readonly [] : readonly [labels: Labels<{ readonly labels: L }>];

/** What a histogram has observed. */
export interface Distribution {
  readonly count: number;
  readonly sum: number;
  /** Observations at or under each bound, cumulated as Prometheus sees them; the last one is that of +Inf. */
  readonly buckets: readonly number[];
}

/** Reads a registry by definition, as tests of a program want it. */
export interface MetricsReader {
  /** Value of a series of a counter or gauge; undefined if there is none. */
  value<L extends LabelDomains>(definition: CounterDefinition<L> | GaugeDefinition<L>, ...labels: Of<L>): number | undefined;
  /** Observations of a series of a histogram; undefined if there is none. */
  distribution<L extends LabelDomains>(definition: HistogramDefinition<L>, ...labels: Of<L>): Distribution | undefined;
  /** Sum over all series of a counter or gauge, or the count of all observations of a histogram. */
  total(definition: MetricDefinition): number;
  /** Begins anew: every metric of this package is as it was when it was made. */
  reset(): void;
}

/** @param registry - prom-client's `register` when left out */
export function readMetrics(registry: MetricRegistry = register): MetricsReader {
  const valuesOf = (definition: MetricDefinition) => {
    const metric = ownMetric(registry.getSingleMetric(definition.name));
    return metric === undefined ? [] : jsonValues(metric.definition, metric.table);
  };
  const find = (definition: MetricDefinition, labels: Readonly<Record<string, unknown>> = {}) =>
    valuesOf(definition).filter((value) => Object.keys(definition.labels).every((name) => value.labels[name] === String(labels[name])));

  return {
    value: (definition, ...[labels]) => find(definition, labels)[0]?.value,
    distribution(definition, ...[labels]) {
      const values = find(definition, labels);
      const part = (suffix: string) => values.filter(({ metricName }) => metricName === definition.name + suffix).map(({ value }) => value);
      const [count] = part("_count");
      const [sum] = part("_sum");
      return count === undefined || sum === undefined ? undefined : { count, sum, buckets: part("_bucket") };
    },
    total: (definition) =>
      valuesOf(definition)
        .filter(({ metricName }) => metricName === undefined || metricName === `${definition.name}_count`)
        .reduce((sum, { value }) => sum + value, 0),
    reset() {
      for (const metric of registry.getMetricsAsArray()) {
        ownMetric(metric)?.reset();
      }
    },
  };
}
