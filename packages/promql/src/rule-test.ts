import type { InstantVector } from "./expression.ts";
import type { AlertingRule } from "./rule.ts";
import type { SeriesDefinition, SeriesPart } from "./series.ts";

/**
 * A test of rules on made-up series, in nobody's format. Time starts at 0 and all rules are evaluated every
 * `evaluationSeconds`, whatever interval their group has: that is how promtool tests.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/
 */
export interface RuleTest {
  /** A sentence: `PaymentAvailabilityFastBurn stays quiet just under 10 times`. */
  readonly name: string;
  readonly evaluationSeconds: number;
  /** Distance of the samples of every input series. */
  readonly sampleSeconds: number;
  readonly input: readonly InputSeries[];
  /** In order of time. */
  readonly expectations: readonly AlertExpectation[];
  /** What rules record, where a test says so. */
  readonly values?: readonly ValueExpectation[];
}

/** The one value that an expression, as a rule a record, has at a time, give or take. */
export interface ValueExpectation {
  readonly expression: InstantVector;
  readonly atSeconds: number;
  /** Every label of the series. */
  readonly labels: Readonly<Record<string, string>>;
  /** Undefined: there is none. */
  readonly value: number | undefined;
  /** Largest difference. */
  readonly within: number;
}

export interface InputSeries {
  readonly series: SeriesDefinition;
  readonly part: SeriesPart;
  /** All of its labels, those of the scrape and `le` included. */
  readonly labels: Readonly<Record<string, string>>;
  /** One after the other, from time 0 on. After the last one there are no more samples. */
  readonly samples: readonly SampleRun[];
}

/** Samples on a line, none at all, or the mark that Prometheus writes when a target stops answering. */
export type SampleRun =
  | { readonly kind: "line"; readonly from: number; readonly step: number; readonly count: number }
  /** Native histograms of which each bucket is on a line; the first ends at 2 to the power of `offset`, each further one at twice as much. */
  | {
      readonly kind: "histogram";
      readonly offset: number;
      readonly from: readonly number[];
      readonly step: readonly number[];
      readonly count: number;
    }
  | { readonly kind: "none"; readonly count: number }
  | { readonly kind: "stale" };

/** Whether an alert fires at a time, `forSeconds` included. */
export interface AlertExpectation {
  readonly alert: AlertingRule;
  readonly atSeconds: number;
  /** Labels that the expression gives each firing instance, without those that the rule adds. Empty where nothing fires. */
  readonly firing: readonly Readonly<Record<string, string>>[];
}
