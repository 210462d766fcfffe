import { Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import { collectTelemetry } from "./collect-telemetry.ts";
import { frameworks } from "./frameworks.ts";
import { connectRaw } from "./raw-connection.ts";
import { requestCounts, sample } from "./request-counts.ts";
import { serveOn } from "./serve.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER = `00-${TRACE}-00f067aa0ba902b7-01`;
const JAEGER = `${"1".repeat(32)}:00f067aa0ba902b7:0:1`;

/** Just below what Node takes of all headers. */
const LONG = 15_500;

/** Headers of a request, and the trace that it belongs to; undefined for one of its own. */
const cases: readonly (readonly [what: string, headers: readonly string[], trace: string | undefined])[] = [
  ["well formed", [`traceparent: ${CALLER}`], TRACE],
  ["malformed: no hex digits", [`traceparent: 00-${"x".repeat(32)}-00f067aa0ba902b7-01`], undefined],
  ["malformed: an id of zeros", [`traceparent: 00-${"0".repeat(32)}-00f067aa0ba902b7-01`], undefined],
  ["malformed: a forbidden version", [`traceparent: ff-${TRACE}-00f067aa0ba902b7-01`], undefined],
  ["malformed: cut off", [`traceparent: 00-${TRACE}`, "tracestate: a=1", "baggage: a", "uber-trace-id: 1:2"], undefined],
  ["malformed: bytes beyond ASCII", [`traceparent: \xff\xfe${CALLER}`, "baggage: \xff=\xfe;\x80", "tracestate: \xe9=1"], undefined],
  ["duplicated: two callers", [`traceparent: ${CALLER}`, `traceparent: ${CALLER.replace("4bf9", "5bf9")}`], undefined],
  ["duplicated: the same caller twice", [`traceparent: ${CALLER}`, `traceparent: ${CALLER}`], undefined],
  [
    "duplicated: lists that may come in parts",
    [`traceparent: ${CALLER}`, "tracestate: a=1", "tracestate: b=2", "baggage: a=1", "baggage: b=2"],
    TRACE,
  ],
  ["duplicated: two of Jaeger", [`uber-trace-id: ${JAEGER}`, `uber-trace-id: ${JAEGER}`], undefined],
  ["duplicated: a hundred ids of the request", Array.from({ length: 100 }, (_, index) => `x-request-id: id-${index}`), undefined],
  ["long: traceparent", [`traceparent: ${CALLER}${"-x".repeat(LONG / 2 - 60)}`], undefined],
  ["long: tracestate", [`traceparent: ${CALLER}`, `tracestate: ${"a=1,".repeat(LONG / 4 - 60)}`], TRACE],
  ["long: baggage", [`traceparent: ${CALLER}`, `baggage: ${"a=%25,".repeat(LONG / 6 - 60)}`], TRACE],
  ["long: Jaeger", [`uber-trace-id: ${"1:".repeat(LONG / 2)}`], undefined],
  [
    "long: id of the request, agent and host",
    [`x-request-id: ${"x".repeat(5000)}`, `user-agent: ${"y".repeat(5000)}`, `x-forwarded-host: ${"z".repeat(5000)}`],
    undefined,
  ],
  ["forged: names of a prototype", ["__proto__: a", "constructor: b", "baggage: __proto__=1,constructor=2", "tracestate: __proto__=1"], undefined],
];

describe.each(Object.entries(frameworks))("with %s headers that are", (_name, build) => {
  test("malformed, duplicated or long are one record each, in a trace of its own unless they name one; above 16 KB Node refuses them", async () => {
    const registry = new Registry();
    const telemetry = collectTelemetry({ propagators: ["tracecontext", "baggage", "jaeger"] });
    const { server, observer } = await build({ service: "orders", registry, logger: telemetry.logger });
    const served = await serveOn(server);
    try {
      for (const [what, headers, trace] of cases) {
        const before = telemetry.spans.length;
        const client = await connectRaw(served.port);
        client.send(["GET /ok/1 HTTP/1.1", "Host: test", ...headers, "Connection: close", "", ""].join("\r\n"));
        expect(await client.until("id 1"), what).toMatch(/^HTTP\/1\.1 200 /);
        await client.drop();
        await expect.poll(() => telemetry.spans.length, { timeout: 10_000, message: what }).toBe(before + 1);
        const { traceId } = telemetry.spans[before]?.spanContext() ?? {};
        expect(traceId === TRACE ? TRACE : undefined, what).toBe(trace);
        expect(traceId, what).toMatch(/^(?!0{32}|1{32})[0-9a-f]{32}$/);
      }
      const client = await connectRaw(served.port);
      client.send(`GET /ok/1 HTTP/1.1\r\nHost: test\r\nbaggage: ${"a=1,".repeat(5000)}\r\n\r\n`);
      expect(await client.until("\r\n\r\n")).toMatch(/^HTTP\/1\.1 431 /);
      await client.drop();
      const counts = { "GET /ok/:id 200": cases.length };
      await expect.poll(() => requestCounts(registry), { timeout: 10_000 }).toEqual(counts);
      expect(telemetry.spanCounts()).toEqual(counts);
      expect(telemetry.lineCounts()).toEqual(counts);
      expect(await sample(registry, "http_server_active_requests")).toBe(0);
      expect(({} as { readonly a?: unknown }).a).toBeUndefined();
    } finally {
      await served.stop();
      observer.stop();
      await telemetry.stop();
    }
  });
});
