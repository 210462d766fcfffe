import { alertAbove, levelOf } from "@platform/alerts";
import { defineCounter, defineGauge, open } from "@platform/metrics/define";

export const BREAKER_STATES = ["closed", "half_open", "open"] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

const BREAKERS = open({ max: 20 });

export const circuitBreakerState = defineGauge({
  name: "circuit_breaker_state",
  help: "1 for the state that a circuit breaker is in, 0 for the others.",
  labels: { circuit_breaker: BREAKERS, state: BREAKER_STATES },
});

export const circuitBreakerRejections = defineCounter({
  name: "circuit_breaker_rejections_total",
  help: "Calls refused without trying, because the circuit breaker was open.",
  labels: { circuit_breaker: BREAKERS },
});

export const circuitBreakerMetrics = { circuitBreakerState, circuitBreakerRejections } as const;

/** Averaged, since an open breaker lets one call try every few seconds and is half open meanwhile. */
export const circuitBreakerOpen = alertAbove(
  levelOf(circuitBreakerState, { state: "open" }, { per: ["circuit_breaker"], operator: "max", averageSeconds: 300 }),
  {
    category: "services",
    limits: { warning: 0.5 },
    forSeconds: 60,
    summary: "{title} has stopped calling {{ $labels.circuit_breaker }}",
    description:
      "The circuit breaker of {{ $labels.job }} for {{ $labels.circuit_breaker }} was open for {{ $value | humanizePercentage }} of the last 5 minutes.",
    runbook: "services/circuit-breaker",
  },
);
