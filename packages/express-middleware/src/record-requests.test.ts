import { once } from "node:events";
import { createServer, IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Duplex, pipeline, Readable } from "node:stream";
import { setTimeout as after } from "node:timers/promises";
import type { Express } from "express";
import { Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import { expresses } from "../test/expresses.ts";
import { connectRaw } from "../test/raw-connection.ts";
import { requestCounts, sample } from "../test/request-counts.ts";
import { type Served, serve } from "../test/serve.ts";
import { observe } from "./observe.ts";

const ACTIVE = "http_server_active_requests";
const HEAD = "HTTP/1.1\r\nHost: test\r\n";

interface RecordCase {
  readonly name: string;
  readonly send: (served: Served) => Promise<unknown>;
  readonly counts: Readonly<Record<string, number>>;
}

const cases: readonly RecordCase[] = [
  { name: "a request", send: ({ fetch }) => fetch("/ok/1"), counts: { "GET /ok/:id 200": 1 } },
  { name: "a HEAD request", send: ({ fetch }) => fetch("HEAD /ok/1"), counts: { "HEAD /ok/:id 200": 1 } },
  { name: "a POST request whose body nobody reads", send: ({ fetch }) => fetch("POST /ok/1"), counts: { "POST /ok/:id 200": 1 } },
  { name: "a path that no route takes", send: ({ fetch }) => fetch("/none"), counts: { "GET unmatched 404": 1 } },
  { name: "an error", send: ({ fetch }) => fetch("/throw"), counts: { "GET /throw 500": 1 } },
  { name: "a handler that answers and then calls next twice", send: ({ fetch }) => fetch("/twice"), counts: { "GET /twice 200": 1 } },
  {
    name: "three requests on one connection",
    send: async ({ port }) => {
      const client = await connectRaw(port);
      for (const id of [1, 2, 3]) {
        client.send(`GET /ok/${id} ${HEAD}\r\n`);
        await client.until(`id ${id}`);
      }
      await client.drop();
    },
    counts: { "GET /ok/:id 200": 3 },
  },
  {
    name: "pipelined requests, the first of them the slowest",
    send: async ({ port }) => {
      const client = await connectRaw(port);
      client.send(`GET /slow ${HEAD}\r\nGET /ok/1 ${HEAD}\r\nGET /none ${HEAD}\r\nGET /ok/2 ${HEAD}\r\n`);
      await client.until("id 2");
      await client.drop();
    },
    counts: { "GET /slow 200": 1, "GET /ok/:id 200": 2, "GET unmatched 404": 1 },
  },
  {
    name: "pipelined requests whose client leaves",
    send: async ({ port }) => {
      const client = await connectRaw(port);
      client.send(`GET /hang ${HEAD}\r\nGET /ok/1 ${HEAD}\r\nGET /hang ${HEAD}\r\n`);
      await after(50);
      await client.drop();
    },
    counts: { "GET /hang 499": 2, "GET /ok/:id 200": 1 },
  },
  {
    name: "a client that leaves before the response has a head",
    send: async ({ port }) => {
      const client = await connectRaw(port);
      client.send(`GET /hang ${HEAD}\r\n`);
      await after(50);
      await client.drop();
    },
    counts: { "GET /hang 499": 1 },
  },
  {
    name: "a client that leaves while it sends a body",
    send: async ({ port }) => {
      const client = await connectRaw(port);
      client.send(`POST /upload ${HEAD}Content-Length: 1000\r\n\r\nstart`);
      await after(50);
      await client.drop();
    },
    counts: { "POST /upload 499": 1 },
  },
  {
    name: "a handler that answers after the client has left",
    send: async ({ port }) => {
      const client = await connectRaw(port);
      client.send(`GET /slow ${HEAD}\r\n`);
      await after(20);
      await client.drop();
      await after(150);
    },
    counts: { "GET /slow 499": 1 },
  },
  {
    name: "a client that leaves in the middle of a response",
    send: async ({ port }) => {
      const client = await connectRaw(port);
      client.send(`GET /half ${HEAD}\r\n`);
      await client.until("half");
      await client.drop();
    },
    counts: { "GET /half 206": 1 },
  },
  {
    name: "a stream of events that the client ends",
    send: async ({ port }) => {
      const client = await connectRaw(port);
      client.send(`GET /events ${HEAD}\r\n`);
      await client.until("data: 3");
      await client.drop();
    },
    counts: { "GET /events 200": 1 },
  },
  {
    name: "a stream that fails after the head",
    send: async ({ port }) => {
      const client = await connectRaw(port);
      client.send(`GET /broken ${HEAD}\r\n`);
      await once(client.socket, "close");
    },
    counts: { "GET /broken 200": 1 },
  },
  {
    name: "a response that the service destroys without a head",
    send: async ({ port }) => {
      const client = await connectRaw(port);
      client.send(`GET /destroyed ${HEAD}\r\n`);
      await once(client.socket, "close");
    },
    counts: { "GET /destroyed 499": 1 },
  },
  {
    name: "an upgrade that the server does not know",
    send: ({ fetch }) => fetch("/ok/1", { Connection: "Upgrade", Upgrade: "websocket" }),
    counts: { "GET /ok/:id 200": 1 },
  },
  {
    name: "a request with Expect: 100-continue",
    send: async ({ port }) => {
      const client = await connectRaw(port);
      client.send(`POST /ok/1 ${HEAD}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n`);
      await client.until("100 Continue");
      client.send("hi");
      await client.until("id 1");
      await client.drop();
    },
    counts: { "POST /ok/:id 200": 1 },
  },
  {
    name: "methods that HTTP knows and the metric does not",
    send: async ({ fetch }) => {
      await fetch("PROPFIND /ok/1");
      await fetch("M-SEARCH /none");
    },
    counts: { "_OTHER /ok/:id 200": 1, "_OTHER unmatched 404": 1 },
  },
  {
    name: "requests that are none",
    send: async ({ port }) => {
      for (const bytes of ["FOO / HTTP/1.1\r\n\r\n", "\0\0\0\0", "GET\r\n\r\n", `GET / ${HEAD}Bad\rHeader: x\r\n\r\n`]) {
        const client = await connectRaw(port);
        client.send(bytes);
        await Promise.race([once(client.socket, "close"), after(200)]);
        await client.drop();
      }
    },
    counts: {},
  },
  {
    name: "hostile URLs",
    send: async ({ port }) => {
      const urls = [
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
      for (const url of urls) {
        const client = await connectRaw(port);
        client.send(`GET ${url} ${HEAD}Connection: close\r\n\r\n`);
        await Promise.race([once(client.socket, "end"), after(500)]);
        await client.drop();
      }
    },
    counts: { "GET /ok/:id 200": 4, "GET unmatched 404": 7, "GET /* 400": 1 },
  },
];

describe.each(["4", "5"] as const)("with Express %s each request is recorded once:", (version) => {
  test.each(cases)("$name", async ({ send, counts }) => {
    const registry = new Registry();
    const served = await serve(appOf(version, registry));
    try {
      await send(served);
      await expect.poll(() => requestCounts(registry), { timeout: 2000 }).toEqual(counts);
      await after(20);
      expect(await requestCounts(registry)).toEqual(counts);
      expect(await sample(registry, ACTIVE)).toBe(0);
    } finally {
      await served.stop();
    }
  });

  test("a request in progress is active, and the stop of the server ends it", async () => {
    const registry = new Registry();
    const served = await serve(appOf(version, registry));
    const client = await connectRaw(served.port);
    client.send(`GET /hang ${HEAD}\r\n`);
    await expect.poll(() => sample(registry, ACTIVE)).toBe(1);
    await served.stop();
    await expect.poll(() => requestCounts(registry)).toEqual({ "GET /hang 499": 1 });
    expect(await sample(registry, ACTIVE)).toBe(0);
  });

  test("an upgrade that a listener hands to the app is the handshake, and its connection is not waited for", async () => {
    const registry = new Registry();
    const app = expresses[version]();
    app.use(observe({ service: "orders", registry }));
    app.get("/socket/:room", (request) => void request.socket.write("HTTP/1.1 101 Switching Protocols\r\n\r\n"));
    const server = createServer(app);
    server.on("upgrade", (request, socket) => {
      app(request as never, new ServerResponse(request) as never);
      socket.resume().on("end", () => socket.end());
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const client = await connectRaw((server.address() as AddressInfo).port);
    client.send(`GET /socket/7 ${HEAD}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    await client.until("101");
    await expect.poll(() => requestCounts(registry)).toEqual({ "GET /socket/:room 101": 1 });
    await client.drop();
    server.close();
    await once(server, "close");
    expect(await requestCounts(registry)).toEqual({ "GET /socket/:room 101": 1 });
    expect(await sample(registry, ACTIVE)).toBe(0);
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
    app.use(observe({ service: "orders", registry }));
    app.use(observe({ service: "orders", registry }));
    app.use(observe({ service: "orders", registry: second }));
    const inner = library()
      .use(observe({ service: "inner", registry: third }))
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
  router.use(observe({ service: "orders", registry }) as never);
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
  app.use(observe({ service: "orders", registry }));
  app.all("/ok/:id", (request, response) => void response.send(`id ${request.params.id}`));
  app.get("/slow", (_request, response) => void setTimeout(() => response.send("slow"), 100));
  app.get("/hang", () => {});
  app.post("/upload", (request, response) => void request.resume().on("end", () => response.send("stored")));
  app.get("/half", (_request, response) => void response.status(206).write("half"));
  app.get("/throw", () => {
    throw new Error("thrown");
  });
  app.get("/twice", (_request, response, next) => {
    response.send("ok");
    next();
    next();
  });
  app.get("/events", (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    let count = 0;
    const timer = setInterval(() => response.write(`data: ${++count}\n\n`), 5);
    response.on("close", () => clearInterval(timer));
  });
  app.get("/broken", (_request, response) => {
    const source = Readable.from(
      (async function* () {
        yield "first";
        throw new Error("source failed");
      })(),
    );
    pipeline(source, response, () => {});
  });
  app.get("/destroyed", (_request, response) => void response.destroy());
  return app;
}
