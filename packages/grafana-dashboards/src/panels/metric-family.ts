import type { MetricDefinition } from "@platform/metrics/define";

/** What a metric is about, by the start of its name, as the semantic conventions of OpenTelemetry choose it. */
const DEPENDENCIES: readonly string[] = ["http_client_", "rpc_client_", "db_client_", "cache_", "circuit_breaker_", "messaging_", "queue_"];

/** Metrics of what a service leans on, and of what it is for. */
export function isDependencyMetric({ name }: Pick<MetricDefinition, "name">): boolean {
  return DEPENDENCIES.some((prefix) => name.startsWith(prefix));
}

const KIND_ORDER: Readonly<Record<MetricDefinition["kind"], number>> = { counter: 0, histogram: 1, gauge: 2 };

/** What was counted, then what was measured, then what is held; each by name. */
export function byKindAndName(one: MetricDefinition, other: MetricDefinition): number {
  return KIND_ORDER[one.kind] - KIND_ORDER[other.kind] || (one.name < other.name ? -1 : one.name > other.name ? 1 : 0);
}
