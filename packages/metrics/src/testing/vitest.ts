import { register } from "prom-client";
import type { ExpectStatic } from "vitest";
import type { LabelDomains } from "../definition/label-domain.ts";
import type { CounterDefinition, GaugeDefinition, HistogramDefinition, MetricDefinition } from "../definition/metric-definition.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";
import { type Of, readMetrics } from "./read-metrics.ts";

/** Labels of a definition, if it has any, and what its series is expected to be. */
type Expected<L extends LabelDomains> = readonly [...labels: Of<L>, expected: number];

/** What `expect(definition)` takes, by the kind of its metric. */
export interface MetricMatchers<D> {
  /** The series of a counter or gauge with these labels has this value. */
  toHaveMetricValue(...expected: D extends CounterDefinition<infer L> | GaugeDefinition<infer L> ? Expected<L> : never): void;
  /** The series of a histogram with these labels has observed as many values. */
  toHaveObserved(...expected: D extends HistogramDefinition<infer L> ? Expected<L> : never): void;
  /** The sum over all series is this; of a histogram, the number of all values observed. */
  toHaveMetricTotal(...expected: D extends MetricDefinition ? readonly [expected: number] : never): void;
}

declare module "vitest" {
  interface Matchers<T> extends MetricMatchers<T> {}
}

interface Verdict {
  readonly pass: boolean;
  readonly actual: number | undefined;
  readonly expected: number;
  message(): string;
}

type Read = (definition: never, labels: never) => number | undefined;

/**
 * Matchers for `expect.extend` of vitest, which read a registry by definition: `expect(orders).toHaveMetricValue({ channel: "web" }, 3)`.
 *
 * @param registry - prom-client's `register` when left out
 */
export function metricMatchers(registry: MetricRegistry = register): Parameters<ExpectStatic["extend"]>[0] {
  const read = readMetrics(registry);
  return {
    toHaveMetricValue: matcher("value", read.value as Read),
    toHaveObserved: matcher(
      "number of values observed",
      (definition, labels) => (read.distribution as typeof read.distribution)(definition, labels)?.count,
    ),
    toHaveMetricTotal: matcher("total", read.total as Read),
  };
}

function matcher(what: string, read: Read) {
  return (definition: MetricDefinition, ...sample: readonly unknown[]): Verdict => {
    const expected = sample.at(-1) as number;
    const labels = sample.length > 1 ? sample[0] : undefined;
    const actual = read(definition as never, labels as never);
    return {
      pass: Object.is(actual, expected),
      actual,
      expected,
      message: () =>
        `The ${what} of ${definition.name}${labels === undefined ? "" : JSON.stringify(labels)} is ${actual ?? "none, for there is no such series"}.`,
    };
  };
}
