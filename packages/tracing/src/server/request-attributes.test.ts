import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { trace } from "@opentelemetry/api";
import { afterEach, describe, expect, test } from "vitest";
import { finishedSpans } from "../../test/finished-spans.ts";
import { type OtlpReceiver, receiveOtlp, valuesOf } from "../../test/receive-otlp.ts";
import { startTracing, type Tracing, type TracingOptions } from "../index.ts";

const AGENT = "Mozilla/5.0 (X11; Linux x64)";
const OUTCOME = { method: "GET", route: "/orders/:id", status: 200 };
const TOLD = {
  "url.path": "/orders/42",
  "url.scheme": "http",
  "server.address": "shop.example.com",
  "server.port": 8080,
  "user_agent.original": AGENT,
  "http.request.method": "GET",
  "http.route": "/orders/:id",
  "http.response.status_code": 200,
};

let receiver: OtlpReceiver;
let tracing: Tracing;

afterEach(async () => {
  await tracing.shutdown();
  await receiver.stop();
});

function requestOf({ url = "/orders/42?secret=1", host = "shop.example.com:8080", agent = AGENT } = {}): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  return Object.assign(request, { method: "GET", url, headers: { host, "user-agent": agent } });
}

async function start(options: TracingOptions = {}): Promise<void> {
  receiver = await receiveOtlp();
  tracing = startTracing({ service: "described", endpoint: receiver.url, clients: false, warn: () => {}, ...options });
}

async function attributesReceived(): Promise<Readonly<Record<string, unknown>>[]> {
  await tracing.flush({ timeoutSeconds: 20 });
  return receiver.spans.map(({ attributes }) => valuesOf(attributes));
}

describe.each(["protobuf", "json"] as const)("in %s a span tells of its request", (protocol) => {
  test("what it was when it came, although its URL and headers were rewritten since", async () => {
    await start({ protocol });
    const request = requestOf();
    const span = tracing.spans.begin(request);
    request.url = "/42";
    request.headers.host = "127.0.0.1:1";
    request.headers["user-agent"] = "proxy";
    span.end(OUTCOME);
    expect(await attributesReceived()).toEqual([TOLD]);
  });

  test("beside what the program sets, which goes before", async () => {
    await start({ protocol });
    const span = tracing.spans.begin(requestOf());
    span.run(() => trace.getActiveSpan()?.setAttributes({ "url.path": "/mine", tier: "gold" }));
    span.end(OUTCOME);
    expect(await attributesReceived()).toEqual([{ ...TOLD, "url.path": "/mine", tier: "gold" }]);
  });

  test("within the limits of attributes and of their length", async () => {
    await start({ protocol, limits: { attributes: 2, valueLength: 4 } });
    tracing.spans.begin(requestOf()).end(OUTCOME);
    const [attributes = {}] = await attributesReceived();
    expect(attributes).toMatchObject({ "url.path": "/ord", "url.scheme": "http" });
    expect(attributes).not.toHaveProperty("server.address");
  });

  test("and values are cut at their length", async () => {
    await start({ protocol, limits: { valueLength: 6 } });
    tracing.spans.begin(requestOf()).end(OUTCOME);
    tracing.spans.begin(requestOf({ host: "shop:8080" })).end(OUTCOME);
    const [long, short] = await attributesReceived();
    expect(long).toMatchObject({ "url.path": "/order", "server.address": "shop.e", "server.port": 8080, "user_agent.original": "Mozill" });
    expect(short).toMatchObject({ "server.address": "shop", "server.port": 8080 });
  });
});

test.each([
  ["shop:", "shop", undefined],
  ["shop:80", "shop", 80],
  ["shop: 80", "shop: 80", undefined],
  ["shop:1e3", "shop:1e3", undefined],
  ["[2001:db8::1]", "[2001:db8::1]", undefined],
  ["[2001:db8::1]:443", "[2001:db8::1]", 443],
])("the host %j has address %j and port %s", async (host, address, port) => {
  await start();
  tracing.spans.begin(requestOf({ host })).end(OUTCOME);
  const [attributes = {}] = await attributesReceived();
  expect([attributes["server.address"], attributes["server.port"]]).toEqual([address, port]);
});

test("more hosts and agents than are kept at hand, and very long ones, are each told as they are", async () => {
  await start();
  const agents = Array.from({ length: 450 }, (_, index) => (index % 50 === 0 ? "a".repeat(2000 + index) : `agent ${index} ü`));
  for (const [index, agent] of [...agents, ...agents].entries()) {
    tracing.spans.begin(requestOf({ agent, host: `h${index % 300}.example.com` })).end(OUTCOME);
  }
  const told = await attributesReceived();
  expect(told.map((attributes) => attributes["user_agent.original"])).toEqual([...agents, ...agents]);
  expect(told.map((attributes) => attributes["server.address"])).toEqual([...agents, ...agents].map((_, index) => `h${index % 300}.example.com`));
});

test("processors read the same of a span, and of one that was kept for how it went", async () => {
  const finished = finishedSpans();
  await start({ processors: [finished.processor], sampling: { ratio: 0 } });
  tracing.spans.begin(requestOf()).end({ ...OUTCOME, status: 503 });
  expect(finished.named("GET /orders/:id").attributes).toEqual({
    ...TOLD,
    "http.response.status_code": 503,
    "error.type": "503",
    "sampling.kept_for": "error",
  });
});
