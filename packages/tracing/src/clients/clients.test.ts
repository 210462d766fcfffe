import { createServer, request as requestHttp, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { fetch as undiciFetch } from "undici";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type RunningRedis, startRedis } from "../../../metrics/test/start-redis.ts";
import { type FinishedSpans, finishedSpans } from "../../test/finished-spans.ts";
import { startTracing, type Tracing, withSpan } from "../index.ts";

let tracing: Tracing;
let finished: FinishedSpans;
let peer: Server;
let origin = "";
const seen: (string | string[] | undefined)[] = [];

beforeAll(async () => {
  finished = finishedSpans();
  tracing = startTracing({ service: "shop", exporter: "none", processors: [finished.processor] });
  peer = createServer((request, response) => {
    seen.push(request.headers.traceparent);
    response.writeHead(request.url?.startsWith("/missing") ? 404 : 200).end("ok");
  });
  await new Promise<void>((resolve) => peer.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(peer.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await tracing.shutdown();
  await new Promise((resolve) => peer.close(resolve));
});

beforeEach(() => {
  finished.clear();
  seen.length = 0;
});

const getByNode = (url: string) =>
  new Promise<void>((resolve, reject) => {
    requestHttp(url, (response) => response.resume().on("close", resolve))
      .on("error", reject)
      .end();
  });

test.each([
  ["fetch", async (url: string) => (await fetch(url)).text()],
  ["undici", async (url: string) => (await undiciFetch(url)).text()],
  ["node:http", getByNode],
])("a request of %s is a client span whose trace reaches the peer", async (_name, get) => {
  await withSpan("work", {}, () => get(`${origin}/items/7?key=secret`));
  await expect.poll(() => finished.spans.length).toBe(2);
  const client = finished.named("GET");
  expect(client).toMatchObject({ kind: SpanKind.CLIENT, parentSpanContext: { spanId: finished.named("work").spanContext().spanId } });
  expect(client.attributes).toEqual({
    "http.request.method": "GET",
    "server.address": "127.0.0.1",
    "server.port": (peer.address() as AddressInfo).port,
    "url.full": `${origin}/items/7`,
    "http.response.status_code": 200,
  });
  const { traceId, spanId, traceFlags } = client.spanContext();
  expect(seen).toEqual([`00-${traceId}-${spanId}-0${traceFlags}`]);
});

test.each([
  ["fetch", async (url: string, headers: Record<string, string>) => (await fetch(url, { headers })).text()],
  [
    "node:http",
    (url: string, headers: Record<string, string>) =>
      new Promise<void>((resolve) => requestHttp(url, { headers }, (response) => response.resume().on("close", resolve)).end()),
  ],
])("a header that the caller has set itself goes out once, as it is: %s", async (_name, get) => {
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  await withSpan("work", {}, () => get(origin, { Traceparent: traceparent }));
  expect(seen).toEqual([traceparent]);
});

test("a status of 400 and above, and a refused connection, are errors of a client span", async () => {
  await (await fetch(`${origin}/missing`)).text();
  await fetch("http://127.0.0.1:9").catch(() => {});
  await getByNode("http://127.0.0.1:1/").catch(() => {});
  await expect.poll(() => finished.spans.length).toBeGreaterThanOrEqual(2);
  expect(finished.spans.map(({ status, attributes }) => [status.code, attributes["error.type"]])).toContainEqual([SpanStatusCode.ERROR, "404"]);
  expect(finished.spans.map(({ attributes }) => attributes["error.type"])).toContain("ECONNREFUSED");
});

test("requests of an exporter that is told not to be traced have no span and no header", async () => {
  const { suppressTracing } = await import("@opentelemetry/core");
  const { context } = await import("@opentelemetry/api");
  await context.with(suppressTracing(context.active()), async () => (await fetch(origin)).text());
  expect(finished.spans).toEqual([]);
  expect(seen).toEqual([undefined]);
});

let redis: RunningRedis | undefined;
afterAll(() => redis?.stop());

test("commands of redis and ioredis are spans, and what they wait for stays in its trace", async () => {
  redis = await startRedis();
  const node = createClient({ url: `redis://127.0.0.1:${redis.port}` });
  await node.connect();
  const io = new Redis({ port: redis.port, host: "127.0.0.1" });
  await io.ping();
  finished.clear();
  await withSpan("node", {}, () => node.set("secret-key", "1"));
  await withSpan("io", {}, () => io.get("secret-key"));
  await withSpan("wrong", {}, () => io.lpush("secret-key", "1")).catch(() => {});
  await Promise.all([node.close(), io.quit()]);
  for (const [name, command, error] of [
    ["node", "SET", undefined],
    ["io", "GET", undefined],
    ["wrong", "LPUSH", "WRONGTYPE"],
  ] as const) {
    const { spanId } = finished.named(name).spanContext();
    const found = finished.spans.filter(({ parentSpanContext }) => parentSpanContext?.spanId === spanId);
    expect(found).toHaveLength(1);
    expect(found[0]?.name).toBe(command);
    expect(found[0]?.attributes).toMatchObject({ "db.system.name": "redis", "server.port": redis.port });
    expect(found[0]?.attributes["error.type"]).toBe(error);
    expect(JSON.stringify(found[0]?.attributes)).not.toContain("secret");
  }
});
