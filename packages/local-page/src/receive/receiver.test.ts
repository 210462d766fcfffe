import { gzipSync } from "node:zlib";
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { JsonTraceSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterEach, beforeEach, expect, test } from "vitest";
import { restOf } from "../store/span.ts";
import { createTelemetryStore, type TelemetryStore } from "../store/telemetry-store.ts";
import { MAX_BODY_BYTES, MAX_UNPACKED_BYTES } from "./read-body.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

const MIB = 1024 * 1024;
let store: TelemetryStore;
let receiver: Receiver;

beforeEach(async () => {
  store = createTelemetryStore({ spanBytes: MIB, logBytes: MIB });
  receiver = await startReceiver({ port: 0, store });
});
afterEach(() => receiver.stop());

const push = (
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = { "content-type": "application/json" },
) => fetch(`${receiver.url}${path}`, { method: "POST", body, headers });
const codeOf = async (response: Response) => [response.status, ((await response.json()) as { readonly errorType: string }).errorType];

/** Spans of the real SDK: a request that fails in a call. */
function sdkSpans(): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ "service.name": "payment", "service.version": "2.1" }),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer("test");
  const parent = tracer.startSpan("POST /charges", {
    kind: SpanKind.SERVER,
    attributes: { "http.route": "/charges", ratio: 0.25, count: -3, sampled: true, list: ["a", "b"] },
  });
  const child = tracer.startSpan("ask the bank — ünïcode", { kind: SpanKind.CLIENT }, trace.setSpan(ROOT_CONTEXT, parent));
  child.addEvent("retry", { attempt: 2 });
  child.setStatus({ code: SpanStatusCode.ERROR, message: "refused" });
  child.end();
  parent.end();
  return exporter.getFinishedSpans();
}

test.each([
  ["protobuf", "application/x-protobuf", ProtobufTraceSerializer, false],
  ["protobuf, gzip", "application/x-protobuf", ProtobufTraceSerializer, true],
  ["JSON", "application/json", JsonTraceSerializer, false],
  ["JSON, gzip", "application/json", JsonTraceSerializer, true],
])("spans of the OpenTelemetry SDK arrive whole as %s", async (_, type, serializer, zipped) => {
  const sent = sdkSpans();
  const body = Buffer.from(serializer.serializeRequest(sent) ?? []);
  const response = await push("/v1/traces", zipped ? gzipSync(body) : body, { "content-type": type, ...(zipped && { "content-encoding": "gzip" }) });
  expect(response.status).toBe(200);
  const [child, parent] = sent.map((span) => span.spanContext());
  const kept = store.spans.trace(parent?.traceId ?? "").toSorted((one, other) => one.parentId.length - other.parentId.length);
  expect(kept.map(({ spanId, parentId, service, name, kind, failed }) => ({ spanId, parentId, service, name, kind, failed }))).toEqual([
    { spanId: parent?.spanId, parentId: "", service: "payment", name: "POST /charges", kind: "server", failed: false },
    { spanId: child?.spanId, parentId: parent?.spanId, service: "payment", name: "ask the bank — ünïcode", kind: "client", failed: true },
  ]);
  const [first, second] = kept;
  expect(first && restOf(first)).toMatchObject({
    attributes: { "http.route": "/charges", ratio: 0.25, count: -3, sampled: true, list: expect.stringContaining("a") },
    resource: { "service.version": "2.1" },
  });
  expect(second && restOf(second)).toMatchObject({ message: "refused", events: [{ name: "retry", attributes: { attempt: 2 } }] });
  expect(Math.abs((first?.startMs ?? 0) - Date.now())).toBeLessThan(60_000);
});

test("lines of Loki's push API arrive with their labels and structured metadata", async () => {
  const body = JSON.stringify({
    streams: [
      {
        stream: { service_name: "payment" },
        values: [
          ["1700000000000000001", "refused", { trace_id: "abc" }],
          ["1700000000000000002", "done"],
        ],
      },
    ],
  });
  expect((await push("/loki/api/v1/push", gzipSync(body), { "content-type": "application/json", "content-encoding": "gzip" })).status).toBe(204);
  expect([...store.logs.newestFirst()]).toEqual([
    { time: "1700000000000000002", labels: { service_name: "payment" }, line: "done", metadata: {} },
    { time: "1700000000000000001", labels: { service_name: "payment" }, line: "refused", metadata: { trace_id: "abc" } },
  ]);
});

test.each([
  ["no JSON", "/v1/traces", "{", 400, "body_invalid"],
  ["no list of streams", "/loki/api/v1/push", "{}", 400, "body_invalid"],
  ["a line that is a number", "/loki/api/v1/push", '{"streams":[{"values":[["1",2]]}]}', 400, "body_invalid"],
  ["a time that is none", "/loki/api/v1/push", '{"streams":[{"values":[["now","x"]]}]}', 400, "body_invalid"],
  ["another path", "/v1/metrics", "{}", 404, "not_found"],
  ["a path of the prototype", "/__proto__", "{}", 404, "not_found"],
])("malformed push: %s", async (_, path, body, status, code) => {
  expect(await codeOf(await push(path, body))).toEqual([status, code]);
});

test.each([
  ["bytes at random", Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])],
  ["a field longer than its message", Buffer.from([0x0a, 0x7f, 0x01])],
  ["a number without an end", Buffer.from([0x08, 0x80])],
])("malformed protobuf: %s", async (_, body) => {
  expect(await codeOf(await push("/v1/traces", body, { "content-type": "application/x-protobuf" }))).toEqual([400, "body_invalid"]);
});

test("wrong types inside a well-formed request count as missing, and nothing breaks", async () => {
  const odd = [
    null,
    1,
    "x",
    [],
    { spans: 1 },
    { resourceSpans: [null, 1, { scopeSpans: [{ spans: [null, {}, { traceId: 5, attributes: "x", events: [1] }] }] }] },
  ];
  for (const body of odd) {
    expect((await push("/v1/traces", JSON.stringify(body))).status).toBe(200);
  }
  expect(store.spans.figures().items).toBe(0);
});

test("a huge push is refused before it is read whole", async () => {
  const chunk = new Uint8Array(64 * 1024);
  let sent = 0;
  const endless = new ReadableStream({
    pull: (controller) => {
      sent += chunk.length;
      controller.enqueue(chunk);
      if (sent > 64 * MIB) {
        controller.close();
      }
    },
  });
  const response = await fetch(`${receiver.url}/v1/traces`, {
    method: "POST",
    body: endless,
    duplex: "half",
    headers: { "content-type": "application/json" },
  } as RequestInit).catch((error: Error) => error);
  expect(response instanceof Error || response.status === 413).toBe(true);
  expect(sent).toBeLessThan(64 * MIB);
  const declared = await push("/v1/traces", "x".repeat(MAX_BODY_BYTES + 1)).catch((error: Error) => error);
  expect(declared instanceof Error || declared.status === 413).toBe(true);
  expect((await push("/v1/traces", "{}")).status).toBe(200);
});

test("a zip bomb is cut at the bound of what it may unpack to", async () => {
  const bomb = gzipSync(Buffer.alloc(MAX_UNPACKED_BYTES * 8));
  expect(bomb.length).toBeLessThan(MAX_BODY_BYTES);
  expect(await codeOf(await push("/v1/traces", bomb, { "content-type": "application/json", "content-encoding": "gzip" }))).toEqual([
    413,
    "body_too_large",
  ]);
  expect(await codeOf(await push("/v1/traces", "not gzip", { "content-type": "application/json", "content-encoding": "gzip" }))).toEqual([
    400,
    "body_invalid",
  ]);
  expect(await codeOf(await push("/v1/traces", "x", { "content-type": "application/json", "content-encoding": "br" }))).toEqual([
    415,
    "encoding_unknown",
  ]);
});

test("cross-site: a browser cannot push, neither from a page nor by a form", async () => {
  expect(await codeOf(await push("/v1/traces", "{}", { "content-type": "application/json", origin: "https://evil.example" }))).toEqual([
    403,
    "origin_refused",
  ]);
  expect(await codeOf(await push("/v1/traces", "{}", { "content-type": "text/plain" }))).toEqual([415, "type_unknown"]);
});

test("the oldest go first, and counters say how many", async () => {
  const line = "x".repeat(1000);
  for (let batch = 0; batch < 10; batch += 1) {
    const values = Array.from({ length: 100 }, (_, index) => [`17000000000000${String(batch * 100 + index).padStart(5, "0")}`, line]);
    await push("/loki/api/v1/push", JSON.stringify({ streams: [{ stream: { service_name: "a" }, values }] }));
  }
  const { items, bytes, maxBytes, received, dropped } = store.logs.figures();
  expect({ received, whole: items + dropped }).toEqual({ received: 1000, whole: 1000 });
  expect(dropped).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(maxBytes);
  expect([...store.logs.newestFirst()][0]?.time).toBe("1700000000000000999");
});
