import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { context, propagation, trace } from "@opentelemetry/api";
import { afterEach, expect, test } from "vitest";
import { type OtlpReceiver, receiveOtlp, valuesOf } from "../test/receive-otlp.ts";
import { serverSpans, startTracing, type Tracing, type TracingOptions, withSpan } from "./index.ts";

let receiver: OtlpReceiver;
let tracing: Tracing;

async function start(options: TracingOptions = {}): Promise<void> {
  receiver = await receiveOtlp();
  tracing = startTracing({ service: "orders", endpoint: receiver.url, clients: false, ...options });
}

/** Answers each request through `handle`, in a server span. */
async function request(headers: Record<string, string>, handle: () => unknown = () => {}, status = 200): Promise<void> {
  const spans = serverSpans();
  const server = createServer(async (incoming, response) => {
    const span = spans.begin(incoming);
    span.enter();
    await handle();
    response.writeHead(status).end(() => span.end({ method: incoming.method ?? "", route: "/orders/:id", status }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/orders/42?secret=1`, { headers })).text();
  await new Promise((resolve) => server.close(resolve));
}

afterEach(async () => {
  await tracing.shutdown();
  await receiver.stop();
});

test.each(["protobuf", "json"] as const)("a request is one span, and spans made through the API in it are its children: %s", async (protocol) => {
  await start({ protocol });
  await request({ traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", tracestate: "a=1", baggage: "tenant=acme" }, async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(propagation.getActiveBaggage()?.getEntry("tenant")?.value).toBe("acme");
    withSpan("charge card", { amount: 5 }, () => {});
    trace.getTracer("library", "1.2.3").startSpan("lookup").end();
  });
  await tracing.flush();

  const [server] = receiver.named("GET /orders/:id");
  expect(server).toMatchObject({
    traceId: "0af7651916cd43dd8448eb211c80319c",
    parentSpanId: "b7ad6b7169203331",
    traceState: "a=1",
    kind: 2,
    flags: 0x301,
  });
  expect(valuesOf(server?.attributes ?? [])).toMatchObject({
    "http.request.method": "GET",
    "http.route": "/orders/:id",
    "http.response.status_code": 200,
    "url.path": "/orders/42",
    "url.scheme": "http",
    "server.address": "127.0.0.1",
  });
  expect(valuesOf(server?.resource ?? [])).toMatchObject({ "service.name": "orders", "process.pid": process.pid });
  for (const [name, scope] of [
    ["charge card", { name: "@platform/tracing" }],
    ["lookup", { name: "library", version: "1.2.3" }],
  ] as const) {
    expect(receiver.named(name)[0]).toMatchObject({ traceId: server?.traceId, parentSpanId: server?.spanId, scope });
  }
  const nanoseconds = BigInt(server?.endTimeUnixNano ?? 0) - BigInt(server?.startTimeUnixNano ?? 0);
  expect(Number(nanoseconds)).toBeGreaterThan(4e6);
  expect(Math.abs(Number(BigInt(server?.startTimeUnixNano ?? 0) / 1_000_000n) - Date.now())).toBeLessThan(10_000);
  expect(tracing.account()).toMatchObject({ produced: 3, sent: 3, pending: 0 });
});

test("a stranger's flags neither force nor suppress a trace at an untrusted edge; a link leads to it", async () => {
  await start({ trustCallers: false });
  for (const flags of ["01", "00"]) {
    await request({ traceparent: `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-${flags}`, baggage: "tenant=acme" }, () => {
      expect(propagation.getActiveBaggage()).toBeUndefined();
    });
  }
  await tracing.flush();
  expect(receiver.spans).toHaveLength(2);
  for (const span of receiver.spans) {
    expect(span.traceId).not.toBe("0af7651916cd43dd8448eb211c80319c");
    expect(span.parentSpanId ?? "").toBe("");
    expect(span.links[0]).toMatchObject({ traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" });
  }
});

test("of traces that were not chosen those with an error are kept whole", async () => {
  await start({ sampling: { ratio: 0 } });
  await request({}, () => withSpan("fine", {}, () => {}));
  await request({}, () => withSpan("before the error", {}, () => {}), 500);
  await tracing.flush();
  expect(receiver.spans.map(({ name }) => name)).toEqual(["before the error", "GET /orders/:id"]);
  expect(valuesOf(receiver.spans[1]?.attributes ?? [])).toMatchObject({ "sampling.kept_for": "error", "error.type": "500" });
});

test("after shutdown the API has no provider, and a new start registers again", async () => {
  await start();
  await tracing.shutdown();
  expect(trace.getTracer("x").startSpan("y").isRecording()).toBe(false);
  expect(context.active().getValue(Symbol.for("x"))).toBeUndefined();
  tracing = startTracing({ service: "orders", endpoint: receiver.url });
  trace.getTracer("x").startSpan("again").end();
  await tracing.flush();
  expect(receiver.named("again")).toHaveLength(1);
});
