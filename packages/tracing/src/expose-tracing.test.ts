import { readMetrics } from "@platform/metrics/testing";
import { Registry } from "prom-client";
import { afterEach, expect, test } from "vitest";
import { receiveOtlp } from "../test/receive-otlp.ts";
import { tracingExports, tracingSpansDropped, tracingSpansPending, tracingSpansProduced, tracingSpansSent } from "./define.ts";
import { exposeTracing } from "./expose-tracing.ts";
import { startTracing, type Tracing } from "./start-tracing.ts";

let tracing: Tracing | undefined;
afterEach(() => tracing?.shutdown({ timeoutSeconds: 0.1 }));

test("what is lost at the end of a tracing is shown after it", async () => {
  const registry = new Registry();
  const exposing = exposeTracing({ registry });
  await registry.metrics();
  tracing = startTracing({ service: "metered", endpoint: "http://127.0.0.1:1/v1/traces", clients: false, warn: () => {} });
  tracing.tracer.startSpan("x").end();
  await registry.metrics();
  await tracing.shutdown();
  await registry.metrics();
  expect(readMetrics(registry).value(tracingSpansDropped, { reason: "shutdown" })).toBe(1);
  expect(readMetrics(registry).value(tracingSpansPending)).toBe(0);
  exposing.stop();
});

test("who exposes anew after everybody has stopped counts no span twice", async () => {
  const registry = new Registry();
  tracing = startTracing({ service: "metered", endpoint: "http://127.0.0.1:1/v1/traces", clients: false, warn: () => {} });
  tracing.tracer.startSpan("one").end();
  for (let round = 0; round < 2; round++) {
    const exposing = exposeTracing({ registry });
    expect(await registry.metrics()).toContain("tracing_spans_produced_total 1");
    exposing.stop();
    expect(await registry.metrics()).not.toContain("\ntracing_");
  }
});

test("what became of each span is in the metrics, from the start and beyond a restart", async () => {
  const registry = new Registry();
  const exposing = exposeTracing({ registry });
  exposeTracing({ registry }).stop();
  const second = exposeTracing({ registry });
  const read = async () => {
    await registry.metrics();
    const { value, total } = readMetrics(registry);
    return [total(tracingSpansProduced), total(tracingSpansSent), total(tracingSpansDropped), value(tracingSpansPending)];
  };
  expect(await read()).toEqual([0, 0, 0, 0]);
  const receiver = await receiveOtlp(() => ({ rejected: 1 }));
  try {
    for (const round of [1, 2]) {
      tracing = startTracing({ service: "metered", endpoint: receiver.url, clients: false, warn: () => {} });
      for (let index = 0; index < 5; index++) {
        tracing.tracer.startSpan("x").end();
      }
      expect(await read()).toEqual([round * 5, (round - 1) * 4, round - 1, 5]);
      await tracing.flush({ timeoutSeconds: 20 });
      expect(await read()).toEqual([round * 5, round * 4, round, 0]);
      expect(readMetrics(registry).value(tracingSpansDropped, { reason: "rejected" })).toBe(round);
      expect(readMetrics(registry).value(tracingExports, { outcome: "taken" })).toBe(round);
      await tracing.shutdown();
    }
  } finally {
    await receiver.stop();
    exposing.stop();
    second.stop();
  }
});
