import { once } from "node:events";
import { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { setTimeout as after } from "node:timers/promises";
import type { Express } from "express";
import { Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import { collectTelemetry } from "../../test/collect-telemetry.ts";
import { expresses } from "../../test/expresses.ts";
import { frameworks } from "../../test/frameworks.ts";
import { connectRaw } from "../../test/raw-connection.ts";
import { recordCases } from "../../test/record-cases.ts";
import { requestCounts, sample } from "../../test/request-counts.ts";
import { serve, serveOn } from "../../test/serve.ts";
import { observe } from "../index.ts";

const ACTIVE = "http_server_active_requests";
const HEAD = "HTTP/1.1\r\nHost: test\r\n";

describe.each(Object.entries(frameworks))("with %s each request is recorded once:", (_name, build) => {
  test.each(recordCases)("$name", async ({ send, counts }) => {
    const registry = new Registry();
    const telemetry = collectTelemetry();
    const { server, observer } = await build({ service: "orders", registry, logger: telemetry.logger });
    const served = await serveOn(server);
    try {
      await send(served);
      await expect.poll(() => requestCounts(registry), { timeout: 10_000 }).toEqual(counts);
      await after(20);
      expect(await requestCounts(registry)).toEqual(counts);
      expect(telemetry.spanCounts()).toEqual(counts);
      expect(telemetry.lineCounts()).toEqual(counts);
      expect(telemetry.lines.map(({ trace_id }) => trace_id).sort()).toEqual(telemetry.spans.map((span) => span.spanContext().traceId).sort());
      expect(await sample(registry, ACTIVE)).toBe(0);
    } finally {
      await served.stop();
      observer.stop();
      await telemetry.stop();
    }
  });

  test("an upgrade that a listener hands over is the handshake, and its connection is not waited for", async () => {
    const registry = new Registry();
    const telemetry = collectTelemetry();
    const { server, observer } = await build({ service: "orders", registry, logger: telemetry.logger });
    const handshake = { "GET /socket 101": 1 };
    server.on("upgrade", (request, socket) => {
      server.emit("request", request, new ServerResponse(request));
      socket.resume().on("end", () => socket.end());
    });
    const served = await serveOn(server);
    const client = await connectRaw(served.port);
    client.send(`GET /socket ${HEAD}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    await client.until("101");
    await expect.poll(() => requestCounts(registry), { timeout: 10_000 }).toEqual(handshake);
    expect(await sample(registry, ACTIVE)).toBe(0);
    await client.drop();
    await served.stop();
    expect(await requestCounts(registry)).toEqual(handshake);
    expect([telemetry.spanCounts(), telemetry.lineCounts()]).toEqual([handshake, handshake]);
    observer.stop();
    await telemetry.stop();
  });

  test("hostile URLs make no label of their own", async () => {
    const registry = new Registry();
    const { server, observer } = await build({ service: "orders", tracing: false, logger: false, registry });
    const served = await serveOn(server);
    for (const url of HOSTILE_URLS) {
      const client = await connectRaw(served.port);
      client.send(`GET ${url} ${HEAD}Connection: close\r\n\r\n`);
      await Promise.race([once(client.socket, "end"), after(500)]);
      await client.drop();
    }
    const counts = Object.entries(await requestCounts(registry));
    expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(HOSTILE_URLS.length - 1);
    expect(counts.map(([series]) => series.split(" ")[1]).filter((route) => !["/ok/:id", "unmatched", "/*"].includes(route as string))).toEqual([]);
    await served.stop();
    observer.stop();
  });

  test("a request in progress is active, and the stop of the server ends it", async () => {
    const registry = new Registry();
    const { server, observer } = await build({ service: "orders", tracing: false, logger: false, registry });
    const served = await serveOn(server);
    const client = await connectRaw(served.port);
    client.send(`GET /hang ${HEAD}\r\n`);
    await expect.poll(() => sample(registry, ACTIVE)).toBe(1);
    await served.stop();
    await expect.poll(() => requestCounts(registry)).toEqual({ "GET /hang 499": 1 });
    expect(await sample(registry, ACTIVE)).toBe(0);
    observer.stop();
  });
});

const HOSTILE_URLS = [
  `/ok/${"a".repeat(15_000)}`,
  `/${"a/".repeat(7000)}`,
  "/ok/%0d%0aSet-Cookie:x",
  "/__proto__",
  "/constructor/prototype",
  "/ok/__proto__",
  "//evil.test/%2e%2e/",
  "/\xff\xfe",
  "/%",
  "/ok/%ff",
  "http://other.test/ok/1",
  "*",
  "/?__proto__[x]=1&constructor[prototype][y]=1",
];

describe.each(["4", "5"] as const)("with Express %s", (version) => {
  test("a handler that answers and then calls next twice is recorded once", async () => {
    const registry = new Registry();
    const served = await serve(appOf(version, registry));
    await served.fetch("/twice");
    await expect.poll(() => requestCounts(registry)).toEqual({ "GET /twice 200": 1 });
    await served.stop();
  });

  test("a response that no server has made is recorded when it has finished", async () => {
    const registry = new Registry();
    const app = appOf(version, registry);
    const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() }) as Socket;
    const request = Object.assign(new IncomingMessage(socket), { method: "GET", url: "/ok/1" });
    const response = new ServerResponse(request);
    response.assignSocket(socket);
    const finished = once(response, "finish");
    app(request as never, response as never);
    await finished;
    expect(await requestCounts(registry)).toEqual({ "GET /ok/:id 200": 1 });
    response.emit("close");
    expect(await requestCounts(registry)).toEqual({ "GET /ok/:id 200": 1 });
    expect(await sample(registry, ACTIVE)).toBe(0);
  });

  test("a second call in the app, and one in an app mounted on it, record nothing more", async () => {
    const library = expresses[version];
    const [registry, second, third] = [new Registry(), new Registry(), new Registry()];
    const app = library();
    app.use(observe({ service: "orders", tracing: false, logger: false, registry }));
    app.use(observe({ service: "orders", tracing: false, logger: false, registry }));
    app.use(observe({ service: "orders", tracing: false, logger: false, registry: second }));
    const inner = library()
      .use(observe({ service: "inner", tracing: false, logger: false, registry: third }))
      .get("/:id", (_request, response) => void response.send("ok"));
    app.use("/inner", inner);
    const served = await serve(app);
    await served.fetch("/inner/1");
    await expect.poll(() => requestCounts(registry)).toEqual({ "GET /inner/:id 200": 1 });
    expect(await requestCounts(second)).toEqual({});
    expect(await requestCounts(third)).toEqual({});
    await served.stop();
  });

  test("two apps with two registries know nothing of each other", async () => {
    const registries = [new Registry(), new Registry()];
    const serveds = await Promise.all(registries.map((registry) => serve(appOf(version, registry))));
    await serveds[0]?.fetch("/ok/1");
    await serveds[1]?.fetch("/slow");
    await expect.poll(() => Promise.all(registries.map(requestCounts))).toEqual([{ "GET /ok/:id 200": 1 }, { "GET /slow 200": 1 }]);
    await Promise.all(serveds.map(({ stop }) => stop()));
  });
});

test("a router without an app is recorded under the path of its route", async () => {
  const registry = new Registry();
  const router = expresses[5].Router();
  router.use(observe({ service: "orders", tracing: false, logger: false, registry }) as never);
  router.get("/ok/:id", (_request, response) => void (response as unknown as ServerResponse).end("ok"));
  const served = await serve((request, response) => router(request as never, response as never, () => response.writeHead(404).end()));
  await served.fetch("/ok/1");
  await served.fetch("/none");
  await expect.poll(() => requestCounts(registry)).toEqual({ "GET /ok/:id 200": 1, "GET unmatched 404": 1 });
  await served.stop();
});

function appOf(version: "4" | "5", registry: Registry): Express {
  const app = expresses[version]();
  app.set("env", "test");
  app.use(observe({ service: "orders", tracing: false, logger: false, registry }));
  app.get("/ok/:id", (request, response) => void response.send(`id ${request.params.id}`));
  app.get("/slow", (_request, response) => void setTimeout(() => response.send("slow"), 100));
  app.get("/twice", (_request, response, next) => {
    response.send("ok");
    next();
    next();
  });
  return app;
}
