import { createMetrics } from "@platform/metrics";
import { Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import { circuitBreakerMetrics } from "../definition/circuit-breaker.ts";
import { createCircuitBreaker } from "./circuit-breaker.ts";

function createTestBreaker() {
  let milliseconds = 0;
  const registry = new Registry();
  const breaker = createCircuitBreaker({
    name: "payment",
    metrics: createMetrics(circuitBreakerMetrics, { registry }),
    failures: 3,
    openSeconds: 5,
    now: () => milliseconds,
  });
  const call = (succeeds: boolean) => {
    const admitted = breaker.admit();
    if (admitted) {
      breaker.record(succeeds);
    }
    return admitted;
  };
  return {
    breaker,
    call,
    wait: (seconds: number) => {
      milliseconds += seconds * 1000;
    },
    scrape: () => registry.metrics(),
  };
}

describe("a circuit breaker", () => {
  test("opens after failures in a row, not after as many among successes", () => {
    const { breaker, call } = createTestBreaker();
    for (const succeeds of [false, false, true, false, false]) {
      call(succeeds);
    }
    expect(breaker.state()).toBe("closed");
    call(false);
    expect(breaker.state()).toBe("open");
    expect(call(true)).toBe(false);
  });

  test("lets one call try after a while, and closes if that succeeds", () => {
    const { breaker, call, wait } = createTestBreaker();
    for (const succeeds of [false, false, false]) {
      call(succeeds);
    }
    wait(4.9);
    expect(breaker.admit()).toBe(false);
    wait(0.1);
    expect(breaker.admit()).toBe(true);
    expect(breaker.state()).toBe("half_open");
    expect(breaker.admit()).toBe(false);
    breaker.record(true);
    expect(breaker.state()).toBe("closed");
    expect(call(true)).toBe(true);
  });

  test("opens again if the try fails, for as long as before", () => {
    const { breaker, call, wait } = createTestBreaker();
    for (const succeeds of [false, false, false]) {
      call(succeeds);
    }
    wait(5);
    expect(call(false)).toBe(true);
    expect(breaker.state()).toBe("open");
    wait(4.9);
    expect(call(true)).toBe(false);
    wait(0.1);
    expect(call(true)).toBe(true);
  });

  test("shows its state as one of three series, and counts what it refused", async () => {
    const { call, scrape } = createTestBreaker();
    for (const succeeds of [false, false, false, true, true]) {
      call(succeeds);
    }
    const text = await scrape();
    expect(text).toContain('circuit_breaker_state{circuit_breaker="payment",state="open"} 1');
    expect(text).toContain('circuit_breaker_state{circuit_breaker="payment",state="closed"} 0');
    expect(text).toContain('circuit_breaker_rejections_total{circuit_breaker="payment"} 2');
  });
});
