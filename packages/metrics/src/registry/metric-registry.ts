/**
 * The part of a prom-client `Registry` that this package uses. Structural, so that a registry from another copy or version of
 * prom-client, or from its successor `@prometheus-io/client`, fits.
 */
export interface MetricRegistry {
  readonly contentType: string;
  registerMetric(metric: never): void;
  removeSingleMetric(name: string): void;
  getSingleMetric(name: string): unknown;
  getMetricsAsArray(): readonly unknown[];
}
