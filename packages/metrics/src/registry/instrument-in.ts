import { DefinitionError } from "../definition/definition-error.ts";
import { placeOf } from "../definition/definition-place.ts";
import type { MetricDefinition } from "../definition/metric-definition.ts";
import type { MetricRegistry } from "./metric-registry.ts";
import { INSTRUMENT, type RegisteredMetric } from "./registered-metric.ts";

/** A metric of this package, of this copy or another; undefined for any other value. */
export function ownMetric(metric: unknown): RegisteredMetric | undefined {
  return typeof metric === "object" && metric !== null && INSTRUMENT in metric ? (metric as RegisteredMetric) : undefined;
}

/**
 * The metric that a registry has for a definition, or undefined if it has none.
 *
 * @throws DefinitionError `metric_conflict` if it has another metric of that name, or one whose samples OpenMetrics could not tell apart
 */
export function metricIn(registry: MetricRegistry, definition: MetricDefinition): RegisteredMetric | undefined {
  const present = registry.getSingleMetric(definition.name);
  if (present !== undefined) {
    return sameMetric(present, definition);
  }
  const twin = ownMetric(registry.getSingleMetric(twinName(definition)));
  if (twin !== undefined) {
    throw conflict(twin.definition, definition);
  }
  return undefined;
}

/** @throws DefinitionError `metric_conflict` if the metric was not made from an equal definition */
export function sameMetric(present: unknown, definition: MetricDefinition): RegisteredMetric {
  const own = ownMetric(present);
  if (own === undefined || JSON.stringify(own.definition) !== JSON.stringify(definition)) {
    throw conflict(own?.definition, definition);
  }
  return own;
}

/** OpenMetrics names a counter `jobs_total` by its family `jobs`, which then no gauge can have: one of the two excludes the other. */
export function twinName({ kind, name }: MetricDefinition): string {
  return kind === "counter" ? name.slice(0, -"_total".length) : `${name}_total`;
}

function conflict(present: MetricDefinition | undefined, definition: MetricDefinition): DefinitionError {
  const other = present === undefined ? "a metric that is not of this package" : describe(present);
  return new DefinitionError("metric_conflict", `The registry has ${other}, which excludes ${describe(definition)}.`);
}

function describe(definition: MetricDefinition): string {
  const place = placeOf(definition);
  const labels = Object.keys(definition.labels).join(", ");
  return `the ${definition.kind} ${definition.name}{${labels}}${place === undefined ? "" : ` of ${place.file}:${place.line}`}`;
}
