export type { Aggregator } from "./definition/aggregator.ts";
export { bucketLabel } from "./definition/bucket-label.ts";
export { DURATION_BUCKETS } from "./definition/buckets.ts";
export { COUNTRY_CODES, COUNTRY_LABEL, type CountryCode } from "./definition/country-code.ts";
export { DefinitionError } from "./definition/definition-error.ts";
export { type DefinitionPlace, markPlace, placeOf } from "./definition/definition-place.ts";
export {
  type ClosedDomain,
  domainSize,
  isOpen,
  type LabelDomain,
  type LabelDomains,
  type Labels,
  type LabelValue,
  type OpenDomain,
  OTHER,
  open,
} from "./definition/label-domain.ts";
export {
  type CounterDefinition,
  defineCounter,
  defineGauge,
  defineHistogram,
  defineInfo,
  defineStateSet,
  type GaugeDefinition,
  type GaugeForm,
  type HistogramDefinition,
  type InfoDefinition,
  MAX_SERIES,
  type MetricDefinition,
  type MetricKind,
  type StateSetDefinition,
  worstCaseSeries,
} from "./definition/metric-definition.ts";
export type { RenamedFrom } from "./definition/metric-rename.ts";
export type { NativeBuckets, NativeBucketsOptions } from "./definition/native-buckets.ts";
export { type CurrencyUnit, currency, type Unit } from "./definition/unit.ts";
export { cacheEntries, cacheEvictions, cacheMetrics, cacheRequests } from "./standard/cache.ts";
export { circuitBreakerCalls, circuitBreakerMetrics, circuitBreakerState } from "./standard/circuit-breaker.ts";
export {
  databaseMetrics,
  dbClientConnections,
  dbClientConnectionsMax,
  dbClientConnectionTimeouts,
  dbClientConnectionWait,
  dbClientOperationDuration,
  dbClientPendingRequests,
} from "./standard/database.ts";
export { ERROR_TYPE } from "./standard/error-type.ts";
export { httpClientRequestDuration } from "./standard/http-client.ts";
export {
  HTTP_METHODS,
  httpServerActiveRequests,
  httpServerRefusedRequests,
  httpServerRequestDuration,
  UNMATCHED_ROUTE,
} from "./standard/http-server.ts";
export { messagingConsumedMessages, messagingMetrics, messagingProcessDuration, messagingSentMessages } from "./standard/messaging.ts";
export {
  buildInfo,
  nodejsEventloopDelayMax,
  nodejsEventloopDelayP50,
  nodejsEventloopDelayP99,
  nodejsEventloopTime,
  nodejsExternalMemory,
  nodejsHeapLimit,
  nodejsHeapSize,
  nodejsHeapUsed,
  processCpu,
  processMaxFds,
  processMetrics,
  processOpenFds,
  processResidentMemory,
  processStartTime,
  v8jsGcDuration,
} from "./standard/process.ts";
export { metricsCollectFailures, metricsSamplesRejected, metricsSeriesFolded, selfMetrics } from "./standard/self.ts";
export { standardMetrics } from "./standard/standard-metrics.ts";
