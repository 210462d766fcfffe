export { tracingAlerts } from "./tracing-alerts.ts";
export {
  tracingExports,
  tracingMetrics,
  tracingSpansDropped,
  tracingSpansPending,
  tracingSpansProduced,
  tracingSpansSent,
} from "./tracing-metrics.ts";
