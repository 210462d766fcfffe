export { type CreateMetricsOptions, createMetrics } from "./create-metrics.ts";
export { activeSpanExemplar } from "./exemplars/active-span.ts";
export type { ExemplarReader } from "./exemplars/exemplar-store.ts";
export { type MetricsHandler, type MetricsHandlerOptions, metricsHandler } from "./exposition/metrics-handler.ts";
export type {
  BoundCounter,
  BoundGauge,
  BoundHistogram,
  Counter,
  Gauge,
  Histogram,
  Info,
  Instrument,
  Sample,
  StateSet,
  Stoppable,
} from "./instruments/instrument.ts";
export type { MetricRegistry } from "./registry/metric-registry.ts";
export type { Metrics } from "./registry/register-metrics.ts";
export { shareMeasurement } from "./registry/share-measurement.ts";
