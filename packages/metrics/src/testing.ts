export { type ParsedFamily, type ParsedSample, parseExposition } from "./testing/parse-exposition.ts";
export { type Distribution, type MetricsReader, readMetrics } from "./testing/read-metrics.ts";
