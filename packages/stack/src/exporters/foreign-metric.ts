import { type CounterDefinition, type GaugeDefinition, type HistogramDefinition, type LabelDomains, open, type Unit } from "@platform/metrics/define";

/** A label of which somebody else chooses the values. */
export const ANY = open({ max: 1000 });

/** A counter of another program, under the name that it has there: our rules for names do not bind it. */
export function foreignCounter<const L extends LabelDomains = Readonly<Record<never, never>>>(
  name: string,
  help: string,
  labels: L = {} as L,
  unit: Unit = "count",
): CounterDefinition<L> {
  return { kind: "counter", name, help, labels, unit, maxSeries: 10_000 };
}

/** A gauge of another program. */
export function foreignGauge<const L extends LabelDomains = Readonly<Record<never, never>>>(
  name: string,
  help: string,
  labels: L = {} as L,
  unit: Unit = "count",
): GaugeDefinition<L> {
  return { kind: "gauge", name, help, labels, unit, maxSeries: 10_000 };
}

export type ForeignMetric = CounterDefinition | GaugeDefinition | HistogramDefinition;
