import { defineCounter, defineGauge } from "@platform/metrics/define";
import { DROP_REASONS, EXPORT_OUTCOMES } from "./export/accounting.ts";

/** `produced = sent + dropped + pending` at every scrape. */
export const tracingSpansProduced = defineCounter({
  name: "tracing_spans_produced_total",
  help: "Spans that ended and were to be sent.",
});

export const tracingSpansSent = defineCounter({
  name: "tracing_spans_sent_total",
  help: "Spans that the receiver has taken.",
});

/** Rises when a trace in the store is not complete. */
export const tracingSpansDropped = defineCounter({
  name: "tracing_spans_dropped_total",
  help: "Spans that were not delivered.",
  labels: { reason: DROP_REASONS },
});

export const tracingSpansPending = defineGauge({
  name: "tracing_spans_pending",
  help: "Spans that wait to be sent or are on their way.",
});

export const tracingExports = defineCounter({
  name: "tracing_exports_total",
  help: "Requests to the receiver: taken, refused for good, or failed and made again.",
  labels: { outcome: EXPORT_OUTCOMES },
});

/** What the tracing tells about itself. Put them among the metrics of a service to have them on its dashboard. */
export const tracingMetrics = { tracingSpansProduced, tracingSpansSent, tracingSpansDropped, tracingSpansPending, tracingExports } as const;
