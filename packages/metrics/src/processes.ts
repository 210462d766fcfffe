export {
  type AggregatedMetricsHandler,
  type AggregatedMetricsHandlerOptions,
  aggregatedMetricsHandler,
} from "./processes/aggregated-metrics-handler.ts";
export { type ClusterWorkersOptions, clusterWorkers } from "./processes/cluster-workers.ts";
export { metricsWorkerFailures, metricsWorkers, metricsWorkersMissing, processesMetrics } from "./processes/processes-metrics.ts";
export { type SharedMetrics, type ShareMetricsOptions, shareMetrics } from "./processes/share-metrics.ts";
export type { WorkerLink, WorkerListener, WorkerSource } from "./processes/worker-link.ts";
export { type WorkerThreads, workerThreads } from "./processes/worker-threads.ts";
