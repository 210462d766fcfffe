import { IncomingMessage, METHODS, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { observe } from "@platform/express-middleware";
import { httpServerRequestDuration } from "@platform/metrics/define";
import type { RequestHandler } from "express";
import { Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import { expresses } from "./expresses.ts";
import { frameworks } from "./frameworks.ts";
import { connectRaw } from "./raw-connection.ts";
import { requestCounts, sample } from "./request-counts.ts";
import { serveOn } from "./serve.ts";

/** `FLOOD_PATHS=100000` for the figure of the README, which takes a minute. */
const PATHS = Number(process.env.FLOOD_PATHS ?? 10_000);

/** What a flood asks for, and the label of it. */
const FLOOD: Readonly<Record<string, (random: string) => string>> = {
  unmatched: (random) => `/${random}/x`,
  "/orgs/:org/users/:id": (random) => `/orgs/${random}/users/${random}`,
  "/hidden/:x": (random) => `/hidden/${random}`,
  "/*/x": (random) => `/shop-${random}/x`,
  "/files/:file": (random) => `/files/${random}`,
};
const KINDS = Object.entries(FLOOD);

test.each(["4", "5"] as const)(
  "a 404 flood: random paths to Express %s are one series, and one for each route",
  async (version) => {
    const library = expresses[version];
    const registry = new Registry();
    const app = library();
    const observer = observe({ service: "orders", tracing: false, logger: false, registry });
    const ok: RequestHandler = (_request, response) => void response.end();
    app.use(observer);
    app.use("/orgs/:org", library.Router().get("/users/:id", ok));
    app.use("/hidden/:x", (request, response, next) => library.Router().get("/", ok)(request, response, next));
    app.use(/^\/shop-\w+/, library.Router().get("/x", ok));
    app.use("/files/:file", ok);
    app.use((_request, response) => void response.status(404).end());
    for (let count = 0; count < PATHS; count++) {
      const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() }) as Socket;
      const [, pathOf] = KINDS[count % KINDS.length] as (typeof KINDS)[number];
      const url = `${pathOf(count.toString(36) + Math.random().toString(36).slice(2))}?q=${count}`;
      const request = Object.assign(new IncomingMessage(socket), { method: "GET", url });
      const response = new ServerResponse(request);
      response.assignSocket(socket);
      app(request as never, response as never);
      if (count % 500 === 0) {
        await new Promise(setImmediate);
      }
    }
    await expect.poll(() => sample(registry, "http_server_active_requests"), { timeout: 20_000 }).toBe(0);
    const series = KINDS.map(([route]) => [`GET ${route} ${route === "unmatched" ? 404 : 200}`, PATHS / KINDS.length]);
    expect(await requestCounts(registry)).toEqual(Object.fromEntries(series));
    observer.stop();
  },
  300_000,
);

/** Methods that Node lets through and that have no label value of their own. */
const ODD_METHODS = METHODS.filter((method) => !(httpServerRequestDuration.labels.http_request_method as readonly string[]).includes(method));

/** Node answers these itself. */
const NO_METHODS = ["FOO", "get", "__proto__", "G T", "GET\0", "A".repeat(20_000)];

describe.each(Object.entries(frameworks))("with %s", (_name, build) => {
  test("odd HTTP methods from a raw socket are _OTHER, and what is no method is no request", async () => {
    const registry = new Registry();
    const { server, observer } = await build({ service: "orders", tracing: false, logger: false, registry });
    const served = await serveOn(server);
    for (const method of [...ODD_METHODS, ...NO_METHODS]) {
      const client = await connectRaw(served.port);
      client.send(`${method} /ok/1 HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n`);
      await client.until("HTTP/1.1 ");
      await client.drop();
    }
    await expect.poll(() => sample(registry, "http_server_active_requests"), { timeout: 10_000 }).toBe(0);
    const counts = Object.entries(await requestCounts(registry));
    expect(counts.filter(([series]) => !series.startsWith("_OTHER "))).toEqual([]);
    expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(ODD_METHODS.length);
    await served.stop();
    observer.stop();
  });
});
