export { tracingMetrics, tracingSpansDropped, tracingSpansPending, tracingSpansProduced, tracingSpansSent } from "./tracing-metrics.ts";
