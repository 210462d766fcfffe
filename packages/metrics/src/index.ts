export { type CreateMetricsOptions, createMetrics, type Metrics } from "./create-metrics.ts";
export { type MetricsHandlerOptions, metricsHandler } from "./exposition/metrics-handler.ts";
export type {
  BoundCounter,
  BoundGauge,
  BoundHistogram,
  Counter,
  Gauge,
  Histogram,
  Instrument,
  Sample,
  Stoppable,
} from "./instruments/instrument.ts";
export { type CollectProcessMetricsOptions, collectProcessMetrics } from "./process/collect-process-metrics.ts";
export type { MetricRegistry } from "./registry/metric-registry.ts";
