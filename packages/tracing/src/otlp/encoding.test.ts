import { type AttributeValue, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type OtlpReceiver, type ReceivedSpan, receiveOtlp, valuesOf } from "../../test/receive-otlp.ts";
import { startTracing, type Tracing, type TracingOptions } from "../index.ts";

describe.each(["protobuf", "json"] as const)("%s as the published definitions read it", (protocol) => {
  let receiver: OtlpReceiver;
  let tracing: Tracing;

  const start = (options: TracingOptions = {}) => {
    tracing = startTracing({ service: "encoded", endpoint: receiver.url, protocol, clients: false, warn: () => {}, ...options });
  };
  const received = async (): Promise<ReceivedSpan> => {
    await tracing.flush({ timeoutSeconds: 20 });
    expect(tracing.account()).toMatchObject({ sent: 1, pending: 0 });
    return receiver.spans[0] as ReceivedSpan;
  };

  beforeEach(async () => {
    receiver = await receiveOtlp();
  });
  afterEach(async () => {
    await tracing.shutdown();
    await receiver.stop();
  });

  test("each kind of attribute arrives as it was set", async () => {
    start();
    const values: Record<string, AttributeValue> = {
      text: "grüße 😀",
      empty: "",
      long: "x".repeat(5000),
      yes: true,
      no: false,
      zero: 0,
      one: 1,
      negative: -1,
      large: Number.MAX_SAFE_INTEGER,
      least: Number.MIN_SAFE_INTEGER,
      "two to the 32": 2 ** 32,
      half: 0.5,
      huge: 1e300,
      texts: ["a", "ü"],
      numbers: [1, 2.5, -3],
      flags: [true, false],
      none: [],
      constructor: "own",
    };
    const span = tracing.tracer.startSpan("attributes");
    for (const key of Object.keys(values)) {
      span.setAttribute(key, values[key] as AttributeValue);
    }
    span.setAttribute("__proto__", "own");
    span.end();
    const read = valuesOf((await received()).attributes);
    expect(read).toEqual(Object.fromEntries([...Object.entries(values), ["__proto__", "own"]]));
  });

  test("what is no number for JSON, a lone surrogate and empty elements do no harm", async () => {
    start();
    const span = tracing.tracer.startSpan("odd \ud800 name");
    span.setAttributes({ nan: Number.NaN, infinite: Number.POSITIVE_INFINITY, surrogate: "a\udc00b", holes: ["a", null, "b"] });
    span.setAttribute("", "no key");
    span.setAttribute("object", { a: 1 } as never);
    span.setAttribute("mixed", ["a", 1] as never);
    span.end();
    const { attributes, name } = await received();
    expect(attributes.map(({ key }) => key)).toEqual(["nan", "infinite", "surrogate", "holes"]);
    expect(valuesOf(attributes)).toMatchObject({ surrogate: "a\ufffdb", holes: ["a", undefined, "b"] });
    expect(name).toBe("odd \ufffd name");
  });

  test("events, links, status, kind, times and parents arrive", async () => {
    start();
    const now = Math.floor(Date.now() / 1000);
    const linked = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", traceFlags: 1, isRemote: true };
    const span = tracing.tracer.startSpan("whole", {
      kind: SpanKind.PRODUCER,
      startTime: [now, 123_456_789],
      links: [{ context: linked, attributes: { why: "batch" } }],
    });
    span.addEvent("cache miss", { key: "k" }, [now, 223_456_789]);
    span.recordException(Object.assign(new TypeError("wrong"), { stack: "at x" }), [now, 323_456_789]);
    span.addLink({ context: { traceId: "0".repeat(32), spanId: "0".repeat(16), traceFlags: 0 } });
    span.setStatus({ code: SpanStatusCode.ERROR, message: "it failed" });
    span.end([now + 1, 987_654_321]);
    const read = await received();
    expect(read).toMatchObject({
      kind: 4,
      startTimeUnixNano: `${now}123456789`,
      endTimeUnixNano: `${now + 1}987654321`,
      status: { code: 2, message: "it failed" },
      links: [{ traceId: linked.traceId, spanId: linked.spanId, flags: 0x301, attributes: [{ key: "why", value: { stringValue: "batch" } }] }],
      events: [
        { name: "cache miss", timeUnixNano: `${now}223456789` },
        { name: "exception", timeUnixNano: `${now}323456789` },
      ],
    });
    expect(valuesOf(read.events[1]?.attributes ?? [])).toEqual({
      "exception.type": "TypeError",
      "exception.message": "wrong",
      "exception.stacktrace": "at x",
    });
    expect(read.traceId).toBe(span.spanContext().traceId);
  });

  test("what is beyond the limits is cut or dropped, and counted", async () => {
    start({ limits: { attributes: 2, events: 1, links: 1, attributesPerEvent: 1, valueLength: 4 } });
    const span = tracing.tracer.startSpan("limited");
    span.setAttributes({ a: "123456", b: ["123456"], c: 3, d: 4 });
    span.addEvent("e", { x: 1, y: 2 }).addEvent("f");
    const context = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", traceFlags: 1 };
    span.addLinks([{ context }, { context }]);
    span.end();
    const read = await received();
    expect(valuesOf(read.attributes)).toEqual({ a: "1234", b: ["1234"] });
    expect(read).toMatchObject({ droppedAttributesCount: 2, droppedEventsCount: 1, droppedLinksCount: 1, events: [{ droppedAttributesCount: 1 }] });
  });
});

test("a span of a size around each step of the length is read whole", async () => {
  const receiver = await receiveOtlp();
  const tracing = startTracing({ service: "sizes", endpoint: receiver.url, clients: false, limits: { valueLength: 3_000_000 } });
  const sizes = [0, 1, 40, 47, 48, 49, 60, 100, 120, 127, 128, 129, 200, 16_000, 16_383, 16_384, 16_400, 2_100_000];
  for (const size of sizes) {
    trace
      .getTracer("sizes")
      .startSpan(`${size}`, { attributes: { value: "é".repeat(size) } })
      .end();
  }
  await tracing.shutdown({ timeoutSeconds: 30 });
  expect(receiver.spans.map(({ name, attributes }) => [name, String(valuesOf(attributes).value).length])).toEqual(
    sizes.map((size) => [`${size}`, size]),
  );
  await receiver.stop();
});
