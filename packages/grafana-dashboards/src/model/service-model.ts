import { type MetricDefinition, standardMetrics } from "@platform/metrics/define";
import { type ServiceDefinition, sloEvents } from "@platform/slo/define";
import { byName } from "./by-name.ts";
import type { ServiceModel } from "./model.ts";

/** A service with all that it exposes and all that is recorded and promised about it. */
export function serviceModel(service: ServiceDefinition): ServiceModel {
  const events = sloEvents(service.slos);
  const metrics: readonly MetricDefinition[] = [
    ...Object.values(standardMetrics),
    ...Object.values(service.metrics),
    ...(events === undefined ? [] : [events]),
  ];
  return { service, metrics: metrics.toSorted(byName), records: [], slos: service.slos.toSorted(byName), alerts: [] };
}
