import { loggingAlerts, loggingMetrics } from "@platform/logging/define";
import { tracingAlerts, tracingMetrics } from "@platform/tracing/define";

/** What becomes of the lines and spans of a service on their way to Loki and Jaeger. */
export const deliveryMetrics = { ...loggingMetrics, ...tracingMetrics } as const;

export const deliveryAlerts = { ...loggingAlerts, ...tracingAlerts } as const;
