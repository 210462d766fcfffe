import { alertAbove, alertFilling, increaseOf, levelOf } from "@platform/alerts";
import { loggingLinesDropped, loggingShipperRestarts, loggingSpoolAge, loggingSpoolLimit, loggingSpoolSize } from "./delivery/delivery-metrics.ts";

const lines = { category: "pipeline", runbook: "pipeline/log-lines-lost" } as const;

/** Alerts on the delivery of a service's lines. A service that has `loggingMetrics` takes them as well: `defineService({ alerts: loggingAlerts })`. */
export const loggingAlerts = {
  logLinesDropped: alertAbove(increaseOf(loggingLinesDropped, {}, { per: ["reason"] }), {
    ...lines,
    limits: { warning: 0 },
    summary: "{title} loses log lines ({{ $labels.reason }})",
    description: "{value} lines of {{ $labels.job }} did not reach Loki in the last 5 minutes and will not ({{ $labels.reason }}); stdout has them.",
  }),
  logLinesWaiting: alertAbove(levelOf(loggingSpoolAge), {
    ...lines,
    limits: { warning: 300 },
    summary: "Log lines of {title} wait for over {limit} ({{ $labels.instance }})",
    description: "The oldest line that {{ $labels.instance }} keeps for Loki is {value} old: searches do not find what happens now.",
  }),
  logSpoolFilling: alertFilling(
    { used: loggingSpoolSize, size: loggingSpoolLimit },
    {
      ...lines,
      severity: "warning",
      windowSeconds: 1800,
      aheadSeconds: 4 * 3600,
      fromShare: 0.2,
      summary: "{title} loses log lines within four hours ({{ $labels.instance }})",
      description: "The spool of {{ $labels.instance }} fills up evenly and is full within four hours; later lines are then dropped.",
    },
  ),
  logShipperFailing: alertAbove(increaseOf(loggingShipperRestarts, {}, { per: ["instance"], windowSeconds: 900 }), {
    ...lines,
    limits: { warning: 2 },
    summary: "What ships the log lines of {title} ends again and again ({{ $labels.instance }})",
    description: "The thread of {{ $labels.instance }} that sends lines to Loki was started anew {value} times in 15 minutes.",
  }),
} as const;
