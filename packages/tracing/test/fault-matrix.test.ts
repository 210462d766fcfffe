import { setTimeout as sleep } from "node:timers/promises";
import { trace } from "@opentelemetry/api";
import { afterEach, describe, expect, test } from "vitest";
import { type SpanAccount, startTracing, type Tracing, type TracingOptions } from "../src/index.ts";
import { type Answering, type OtlpReceiver, receiveOtlp } from "./receive-otlp.ts";

let receiver: OtlpReceiver | undefined;
let tracing: Tracing | undefined;
const warnings: string[] = [];

afterEach(async () => {
  await tracing?.shutdown({ timeoutSeconds: 0.1 });
  await receiver?.stop();
  receiver = undefined;
  warnings.length = 0;
});

function start(endpoint: string, options: TracingOptions = {}): Tracing {
  tracing = startTracing({ service: "faulty", endpoint, clients: false, warn: (_message, code) => warnings.push(code), ...options });
  return tracing;
}

async function startWith(answering: Answering, options?: TracingOptions): Promise<{ tracing: Tracing; receiver: OtlpReceiver }> {
  receiver = await receiveOtlp(answering);
  return { tracing: start(receiver.url, options), receiver };
}

function makeSpans(count: number): void {
  const tracer = trace.getTracer("load");
  for (let index = 0; index < count; index++) {
    tracer.startSpan(`span ${index % 10}`).end();
  }
}

function droppedOf({ dropped }: SpanAccount): number {
  return Object.values(dropped).reduce((sum, each) => sum + each, 0);
}

function expectClosed(account: SpanAccount): void {
  expect(account.sent + droppedOf(account) + account.pending).toBe(account.produced);
}

/** Where nobody listens, nor will. */
const CLOSED = "http://127.0.0.1:1";

describe("a shutdown takes 2 s at most, does not reject, and leaves nothing unaccounted", () => {
  test.each<[fault: string, answering: Answering | "refused", account: Partial<SpanAccount>, dropped: Partial<SpanAccount["dropped"]>]>([
    ["none", () => ({}), { sent: 1300 }, {}],
    ["refused", "refused", { sent: 0 }, { shutdown: 1300 }],
    ["black hole", () => ({ fault: "silence" }), { sent: 0 }, { shutdown: 1300 }],
    ["reset", () => ({ fault: "reset" }), { sent: 0 }, { shutdown: 1300 }],
    ["429", () => ({ status: 429 }), { sent: 0 }, { shutdown: 1300 }],
    ["503 with Retry-After", () => ({ status: 503, headers: { "retry-after": "30" } }), { sent: 0 }, { shutdown: 1300 }],
    ["400", () => ({ status: 400 }), { sent: 0 }, { refused: 1300 }],
    ["partial success", () => ({ rejected: 7 }), { sent: 1300 - 2 * 7 }, { rejected: 2 * 7 }],
    ["slow", () => ({ delayMilliseconds: 300 }), { sent: 1300 }, {}],
    ["slower than the deadline", () => ({ delayMilliseconds: 10_000 }), { sent: 0 }, { shutdown: 1300 }],
  ])("%s", async (_fault, answering, account, dropped) => {
    const options = { queue: { batchSpans: 1000 } };
    const running = answering === "refused" ? start(CLOSED, options) : (await startWith(answering, options)).tracing;
    makeSpans(1300);
    expectClosed(running.account());
    await new Promise((resolve) => setTimeout(resolve, 100));
    expectClosed(running.account());
    // Both are timers of this process, so that a machine that is late is late for both.
    const ended = running.shutdown().then(() => "in time");
    const late = sleep(3000, "too late", { ref: false });
    expect(await Promise.race([ended, late])).toBe("in time");
    expect(running.account()).toMatchObject({ produced: 1300, pending: 0, ...account, dropped });
    expectClosed(running.account());
  });
});

test("a burst of 20,000 spans to a healthy receiver arrives whole", async () => {
  const { tracing: running, receiver: receiving } = await startWith(() => ({}));
  makeSpans(20_000);
  await running.flush({ timeoutSeconds: 30 });
  expect(receiving.spans).toHaveLength(20_000);
  expect(running.account()).toMatchObject({ produced: 20_000, sent: 20_000, pending: 0 });
});

test.each(["protobuf", "json"] as const)("a request has less than 1 MiB, also with spans of 100 KB: %s", async (protocol) => {
  const { tracing: running, receiver: receiving } = await startWith(() => ({}), { protocol });
  for (let index = 0; index < 400; index++) {
    const text = "x".repeat(index % 40 === 0 ? 16_000 : 10_000);
    const texts = Object.fromEntries(Array.from({ length: index % 40 === 0 ? 6 : 1 }, (_, number) => [`text${number}`, text]));
    running.tracer.startSpan("large", { attributes: texts }).end();
  }
  await running.flush({ timeoutSeconds: 30 });
  expect(receiving.spans).toHaveLength(400);
  expect(Math.max(...receiving.requests.map(({ bytes }) => bytes))).toBeLessThan(2 ** 20);
});

test("a burst beyond the queue is counted as dropped, and warned of once", async () => {
  const { tracing: running, receiver: receiving } = await startWith(() => ({}), { queue: { spans: 1000 } });
  makeSpans(5000);
  await running.flush({ timeoutSeconds: 30 });
  expect(running.account()).toMatchObject({ produced: 5000, sent: 1000, dropped: { queue_full: 4000 }, pending: 0 });
  expect(receiving.spans).toHaveLength(1000);
  expect(warnings).toEqual(["spans_dropped_queue_full"]);
});

test.each([429, 502, 503, 504])("%i is tried again until it is taken", async (status) => {
  const { tracing: running, receiver: receiving } = await startWith(({ number }) => (number < 2 ? { status } : {}));
  makeSpans(10);
  await running.flush({ timeoutSeconds: 30 });
  expect(receiving.requests.length).toBe(2);
  expect(running.account()).toMatchObject({ produced: 10, sent: 10, pending: 0 });
});

test("Retry-After is honoured", async () => {
  const times: number[] = [];
  const { tracing: running } = await startWith(({ number }) => {
    times.push(performance.now());
    return number === 1 ? { status: 429, headers: { "retry-after": "2" } } : {};
  });
  makeSpans(1);
  await running.flush({ timeoutSeconds: 30 });
  expect(running.account()).toMatchObject({ sent: 1, pending: 0 });
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(1900);
});

test("a batch that cannot be delivered for too long is dropped, and the next one is sent", async () => {
  let down = true;
  const { tracing: running } = await startWith(() => (down ? { status: 503 } : {}), { queue: { retrySeconds: 0.1 } });
  makeSpans(3);
  await running.flush({ timeoutSeconds: 30 });
  expect(running.account()).toMatchObject({ dropped: { expired: 3 }, pending: 0 });
  down = false;
  makeSpans(2);
  await running.flush({ timeoutSeconds: 30 });
  expect(running.account()).toMatchObject({ produced: 5, sent: 2, pending: 0 });
});

test.each<[what: string, answer: ReturnType<Answering>, account: Partial<SpanAccount>]>([
  ["JSON that is none", { headers: { "content-type": "application/json" }, body: Buffer.from("<html>") }, { sent: 3 }],
  ["protobuf that is none", { body: Buffer.alloc(1000, 0xff) }, { sent: 3 }],
  ["8 MB of protobuf that ends nowhere", { body: Buffer.alloc(8_000_000, 0x0a) }, { sent: 3 }],
  ["8 MB of JSON", { headers: { "content-type": "application/json" }, body: Buffer.alloc(8_000_000, "[") }, { sent: 3 }],
  ["8 MB and a status of 400", { status: 400, body: Buffer.alloc(8_000_000, "x") }, { sent: 0, dropped: { refused: 3 } as SpanAccount["dropped"] }],
])("a receiver that answers with %s is no trouble", async (_what, answer, account) => {
  const { tracing: running, receiver: receiving } = await startWith(() => answer);
  for (const spans of [1, 2]) {
    makeSpans(spans);
    await running.flush({ timeoutSeconds: 30 });
  }
  expect(receiving.requests).toHaveLength(2);
  expect(running.account()).toMatchObject({ produced: 3, pending: 0, ...account });
  expectClosed(running.account());
});

test("spans that end after the shutdown are counted as dropped", async () => {
  const { tracing: running } = await startWith(() => ({}));
  const span = running.tracer.startSpan("late");
  await running.shutdown();
  span.end();
  expect(running.account()).toMatchObject({ produced: 1, dropped: { shutdown: 1 }, pending: 0 });
});

test("bodies are compressed where that is asked for, and headers are sent", async () => {
  const { tracing: running, receiver: receiving } = await startWith(() => ({}), { compression: "gzip", headers: { "x-key": "k" } });
  makeSpans(500);
  await running.flush({ timeoutSeconds: 30 });
  expect(receiving.spans).toHaveLength(500);
  expect(receiving.requests[0]?.headers).toMatchObject({ "content-encoding": "gzip", "x-key": "k", "content-type": "application/x-protobuf" });
  expect(receiving.requests[0]?.bytes).toBeLessThan(20_000);
});
