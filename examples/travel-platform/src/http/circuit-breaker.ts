import type { Metrics } from "@platform/metrics";
import { BREAKER_STATES, type BreakerState, type circuitBreakerMetrics } from "../definition/circuit-breaker.ts";

export interface CircuitBreakerOptions {
  /** Value of the label `circuit_breaker`: what the calls go to. */
  readonly name: string;
  readonly metrics: Metrics<typeof circuitBreakerMetrics>;
  /** Failures in a row that open it; default 5. */
  readonly failures?: number;
  /** Time until an open breaker lets one call try; default 5. */
  readonly openSeconds?: number;
  /** Unix time in milliseconds. */
  readonly now?: () => number;
}

/** Stops calling what keeps failing: https://martinfowler.com/bliki/CircuitBreaker.html */
export interface CircuitBreaker {
  /** Whether a call may be made now. Each call that may must end in `record`. */
  admit(): boolean;
  record(succeeded: boolean): void;
  state(): BreakerState;
}

export function createCircuitBreaker({ name, metrics, failures = 5, openSeconds = 5, now = Date.now }: CircuitBreakerOptions): CircuitBreaker {
  let state: BreakerState = "closed";
  let failed = 0;
  let openedAt = 0;
  let trying = false;

  const become = (next: BreakerState) => {
    state = next;
    for (const each of BREAKER_STATES) {
      metrics.circuitBreakerState.set({ circuit_breaker: name, state: each }, each === state ? 1 : 0);
    }
  };
  become("closed");
  metrics.circuitBreakerRejections.inc({ circuit_breaker: name }, 0);

  return {
    admit() {
      if (state === "open" && now() - openedAt >= openSeconds * 1000) {
        become("half_open");
        trying = false;
      }
      const admitted = state === "closed" || (state === "half_open" && !trying);
      trying = state === "half_open";
      if (!admitted) {
        metrics.circuitBreakerRejections.inc({ circuit_breaker: name });
      }
      return admitted;
    },
    record(succeeded) {
      failed = succeeded ? 0 : failed + 1;
      if (succeeded && state === "half_open") {
        become("closed");
      } else if (!succeeded && (state === "half_open" || (state === "closed" && failed >= failures))) {
        openedAt = now();
        become("open");
      }
    },
    state: () => state,
  };
}
