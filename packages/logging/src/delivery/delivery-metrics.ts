import { defineCounter, defineGauge } from "@platform/metrics/define";
import { DROP_REASONS, PUSH_OUTCOMES } from "./delivery-counts.ts";

export const loggingLines = defineCounter({
  name: "logging_lines_total",
  help: "Lines handed to the delivery to Loki: written by this process, or recovered from one that ended.",
  labels: { source: ["written", "recovered"] },
});

export const loggingLinesDelivered = defineCounter({ name: "logging_lines_delivered_total", help: "Lines that Loki has taken." });

export const loggingLinesDropped = defineCounter({
  name: "logging_lines_dropped_total",
  help: "Lines that did not reach Loki and will not; stdout had them.",
  labels: { reason: DROP_REASONS },
});

export const loggingLinesPending = defineGauge({ name: "logging_lines_pending", help: "Lines that wait in memory and in the spool." });

export const loggingSpoolSize = defineGauge({ name: "logging_spool_bytes", help: "Size of the spool on the disk." });

export const loggingSpoolLimit = defineGauge({ name: "logging_spool_limit_bytes", help: "Size at which the spool takes no more lines." });

export const loggingSpoolAge = defineGauge({ name: "logging_spool_age_seconds", help: "Age of the oldest line that waits, 0 if none does." });

export const loggingPushes = defineCounter({
  name: "logging_pushes_total",
  help: "Requests to Loki by what came of them.",
  labels: { outcome: PUSH_OUTCOMES },
});

export const loggingShipperRestarts = defineCounter({
  name: "logging_shipper_restarts_total",
  help: "Times that what ships lines has ended by itself and was started anew.",
});

/** What the delivery tells about itself. Put them among the metrics of a service to have them on its dashboard. */
export const loggingMetrics = {
  loggingLines,
  loggingLinesDelivered,
  loggingLinesDropped,
  loggingLinesPending,
  loggingSpoolSize,
  loggingSpoolLimit,
  loggingSpoolAge,
  loggingPushes,
  loggingShipperRestarts,
} as const;
