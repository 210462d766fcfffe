import type { MetricDefinition } from "@platform/metrics/define";
import type { ServiceModel } from "../model/model.ts";

/** The services' own metrics, each name once: several services may count the same thing. By name. */
export function distinctMetrics(services: readonly ServiceModel[]): readonly MetricDefinition[] {
  const byMetricName = new Map(services.flatMap(({ service }) => Object.values(service.metrics)).map((metric) => [metric.name, metric]));
  return [...byMetricName.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}
