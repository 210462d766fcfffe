import { EventEmitter } from "node:events";
import { context, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { BatchSpanProcessor, InMemorySpanExporter } from "@opentelemetry/sdk-trace-base";
import { afterEach, expect, test } from "vitest";
import { bound, startTracing, type Tracing, type TracingOptions, withSpan } from "../index.ts";
import { createClock, hrTimeOf, timeFrom } from "./clock.ts";

let tracing: Tracing;
const start = (options: TracingOptions = {}) => {
  tracing = startTracing({ service: "spans", exporter: "none", clients: false, ...options });
};
afterEach(() => tracing?.shutdown());

test("a processor and an exporter of OpenTelemetry's SDK get spans that they can read", async () => {
  const exporter = new InMemorySpanExporter();
  start({ processors: [new BatchSpanProcessor(exporter)], resource: { team: "shop" } });
  withSpan("read by the SDK", { a: 1 }, (span) => span.addEvent("e", { b: 2 }));
  await tracing.flush();
  const [span] = exporter.getFinishedSpans();
  expect(span).toMatchObject({ name: "read by the SDK", attributes: { a: 1 }, ended: true, instrumentationScope: { name: "@platform/tracing" } });
  expect(span?.events[0]).toMatchObject({ name: "e", attributes: { b: 2 } });
  expect(span?.resource.attributes).toMatchObject({ "service.name": "spans", team: "shop" });
  expect(span?.duration[0]).toBe(0);
});

test("a processor that throws harms nobody", async () => {
  const failing = () => {
    throw new Error("broken");
  };
  const warnings: string[] = [];
  start({ warn: (message) => warnings.push(message), processors: [{ onStart: failing, onEnd: failing, forceFlush: failing, shutdown: failing }] });
  withSpan("x", {}, () => {});
  await tracing.flush();
  await tracing.shutdown();
  expect(warnings).toEqual(["A span processor failed: Error: broken", "A span processor failed: Error: broken"]);
});

test("a wall clock that jumps by an hour gives no negative duration, and moves no child out of its parent", () => {
  let wall = 1_800_000_000_000;
  let now = 1000;
  const clock = createClock({ now: () => now, wall: () => wall });
  const anchor = clock.anchor(clock.now());
  const begin = clock.now();
  wall -= 3_600_000;
  now += 5;
  wall += 5;
  expect(hrTimeOf(anchor, clock.now())).toEqual([1_800_000_000, 5_000_000]);
  expect(clock.now() - begin).toBe(5);
  const [seconds] = hrTimeOf(clock.anchor(clock.now()), clock.now());
  expect(seconds).toBe(1_800_000_000 - 3600);
});

test("times are taken as the API has them", () => {
  const anchor = Math.round(performance.timeOrigin);
  expect(timeFrom(new Date(anchor + 5), anchor, 0)).toBe(5);
  expect(timeFrom(anchor + 7, anchor, 0)).toBe(7);
  expect(timeFrom(9, anchor, 0)).toBe(9);
  expect(timeFrom(new Date(Number.NaN), anchor, 3)).toBe(3);
  expect(hrTimeOf(anchor, 0.999_999_999)).toEqual(hrTimeOf(anchor, 1));
});

test("an end before the start is the start, and calls after the end change nothing", () => {
  const exporter = new InMemorySpanExporter();
  start({ processors: [new BatchSpanProcessor(exporter)] });
  const span = tracing.tracer.startSpan("x", { startTime: Date.now() });
  span.end(Date.now() - 3_600_000);
  span.setAttribute("late", true).updateName("y").addEvent("z").end();
  expect(span.isRecording()).toBe(false);
  expect((span as unknown as { duration: number[] }).duration).toEqual([0, 0]);
  expect(span).toMatchObject({ name: "x", attributes: {}, events: [] });
});

test("hostile calls neither throw nor stop a span", () => {
  start();
  const hostile: unknown[] = [
    undefined,
    null,
    0,
    "",
    {},
    [],
    Symbol("s"),
    () => {},
    new Proxy(
      {},
      {
        get: () => {
          throw new Error("no");
        },
      },
    ),
  ];
  const calls = ["setAttribute", "setAttributes", "addEvent", "addLink", "setStatus", "recordException"] as const;
  for (const value of hostile) {
    for (const method of calls) {
      const span = tracing.tracer.startSpan("x");
      try {
        (span[method] as (...args: unknown[]) => unknown)(value, value, value);
      } catch (error) {
        throw new Error(`${method}(${String(typeof value)}) threw ${error}`);
      }
      span.end();
    }
  }
});

test("listeners of a bound emitter run in its trace, are removed as themselves, and run once where they are to", () => {
  start();
  const emitter = context.bind(trace.setSpan(ROOT_CONTEXT, tracing.tracer.startSpan("bound")), new EventEmitter());
  const seen: unknown[] = [];
  const listener = () => seen.push(trace.getActiveSpan() !== undefined);
  emitter.on("a", listener);
  emitter.once("b", listener);
  emitter.emit("a");
  emitter.emit("b");
  emitter.emit("b");
  emitter.off("a", listener);
  emitter.emit("a");
  expect(seen).toEqual([true, true]);
  expect(emitter.listenerCount("a")).toBe(0);
});

test("a bound callback runs in the trace in which it was bound; a loop of contexts does not grow", () => {
  start();
  const callback = withSpan("a", {}, () => bound(() => trace.getActiveSpan()?.spanContext().spanId));
  expect(callback()).toMatch(/^[0-9a-f]{16}$/);
  let active = propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage({ a: { value: "1" } }));
  const span = tracing.tracer.startSpan("loop");
  for (let index = 0; index < 100_000; index++) {
    active = trace.setSpan(active, span);
  }
  expect(propagation.getBaggage(active)?.getEntry("a")?.value).toBe("1");
});
