export { DROP_REASONS, type DropReason, PUSH_OUTCOMES, type PushOutcome } from "./delivery/delivery-counts.ts";
export {
  loggingLines,
  loggingLinesDelivered,
  loggingLinesDropped,
  loggingLinesPending,
  loggingMetrics,
  loggingPushes,
  loggingShipperRestarts,
  loggingSpoolAge,
  loggingSpoolLimit,
  loggingSpoolSize,
} from "./delivery/delivery-metrics.ts";
export { loggingAlerts } from "./logging-alerts.ts";
