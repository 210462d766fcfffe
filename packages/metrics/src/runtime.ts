export { type CollectProcessMetricsOptions, collectProcessMetrics } from "./process/collect-process-metrics.ts";
