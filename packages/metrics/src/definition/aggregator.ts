import type { MetricDefinition } from "./metric-definition.ts";

/**
 * How the values that several workers have for one series become one, in the names of prom-client's `aggregator`.
 * `first` is that of the primary process or the worker that is oldest; with `omit` none is shown.
 */
export type Aggregator = "sum" | "min" | "max" | "average" | "first" | "omit";

/** Counts add up; infos and states hold for all workers when one has them; a gauge says so itself. */
export function aggregatorOf(definition: MetricDefinition): Aggregator {
  if (definition.kind !== "gauge") {
    return "sum";
  }
  return definition.aggregator ?? (definition.form === undefined ? "sum" : "max");
}
