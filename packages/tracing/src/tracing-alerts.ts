import { alertAbove, rateOf, ratioOf, shareOf } from "@platform/alerts";
import { tracingExports, tracingSpansDropped, tracingSpansProduced } from "./tracing-metrics.ts";

const traces = { category: "pipeline", runbook: "pipeline/traces-lost" } as const;

/** Alerts on the losses of a service's traces. A service that has `tracingMetrics` takes them as well: `defineService({ alerts: tracingAlerts })`. */
export const tracingAlerts = {
  spansDropped: alertAbove(ratioOf(rateOf(tracingSpansDropped), rateOf(tracingSpansProduced)), {
    ...traces,
    limits: { warning: 0.01 },
    minimum: 100,
    summary: "{title} loses over {limit} of its spans",
    description: "{value} of the spans that {{ $labels.job }} was to send in the last 5 minutes were dropped: traces in the store have gaps.",
  }),
  spansNotTaken: alertAbove(shareOf(tracingExports, { outcome: ["refused", "failed"] }), {
    ...traces,
    limits: { warning: 0.5 },
    forSeconds: 600,
    summary: "{title} cannot send its spans",
    description: "{value} of the requests of {{ $labels.job }} to the receiver of traces failed or were refused in the last 5 minutes.",
  }),
} as const;
