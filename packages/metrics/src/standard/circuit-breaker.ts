import { open } from "../definition/label-domain.ts";
import { defineCounter, defineStateSet } from "../definition/metric-definition.ts";

/** What the breaker stands in front of. */
const BREAKER = open({ max: 50 });

export const circuitBreakerState = defineStateSet({
  name: "circuit_breaker_state",
  help: "State of a circuit breaker: open refuses all calls, half_open tries a few.",
  states: ["closed", "half_open", "open"],
  labels: { circuit_breaker: BREAKER },
});

export const circuitBreakerCalls = defineCounter({
  name: "circuit_breaker_calls_total",
  help: "Calls through a circuit breaker; a rejected one was not tried.",
  labels: { circuit_breaker: BREAKER, outcome: ["success", "failure", "rejected"] },
});

export const circuitBreakerMetrics = { circuitBreakerState, circuitBreakerCalls } as const;
