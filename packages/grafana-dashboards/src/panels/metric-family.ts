import type { GaugeDefinition, MetricDefinition } from "@platform/metrics/define";

/** Starts of the names of what a service leans on, as the semantic conventions of OpenTelemetry choose them. */
const DEPENDENCIES: readonly string[] = ["http_client_", "rpc_client_", "db_client_", "cache_", "circuit_breaker_", "messaging_", "queue_"];

/** Of what a service leans on. */
export function isDependencyMetric({ name }: Pick<MetricDefinition, "name">): boolean {
  return DEPENDENCIES.some((prefix) => name.startsWith(prefix));
}

/** Starts of the names of `loggingMetrics` and `tracingMetrics`. */
const DELIVERY: readonly string[] = ["logging_", "tracing_"];

/** Of the way of lines and spans to where they are kept. */
export function isDeliveryMetric({ name }: Pick<MetricDefinition, "name">): boolean {
  return DELIVERY.some((prefix) => name.startsWith(prefix));
}

/** Of what a service is for. */
export function isBusinessMetric(metric: Pick<MetricDefinition, "name">): boolean {
  return !isDependencyMetric(metric) && !isDeliveryMetric(metric);
}

/** A gauge with the one that says how high it can rise: `db_client_connections` with `db_client_connections_max`. */
export function limitOf({ name, kind, labels }: MetricDefinition, metrics: readonly MetricDefinition[]): GaugeDefinition | undefined {
  const limit = metrics.find((one) => one.name === `${name}_max`);
  return kind === "gauge" && limit?.kind === "gauge" && Object.keys(limit.labels).every((label) => label in labels) ? limit : undefined;
}

const KIND_ORDER: Readonly<Record<MetricDefinition["kind"], number>> = { counter: 0, histogram: 1, gauge: 2 };

/** What was counted, then what was measured, then what is held; each by name. */
export function byKindAndName(one: MetricDefinition, other: MetricDefinition): number {
  return KIND_ORDER[one.kind] - KIND_ORDER[other.kind] || (one.name < other.name ? -1 : one.name > other.name ? 1 : 0);
}
