import { IncomingMessage, METHODS, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { observe } from "@platform/express-middleware";
import { httpServerRequestDuration } from "@platform/metrics/define";
import { Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import { expresses } from "./expresses.ts";
import { frameworks } from "./frameworks.ts";
import { connectRaw } from "./raw-connection.ts";
import { requestCounts, sample } from "./request-counts.ts";
import { serveOn } from "./serve.ts";

const PATHS = 100_000;

test.each(["4", "5"] as const)(
  "a 404 flood: 100,000 random paths to Express %s are one series",
  async (version) => {
    const registry = new Registry();
    const app = expresses[version]();
    const observer = observe({ service: "orders", tracing: false, logger: false, registry });
    app.use(observer);
    app.get("/orders/:id", (_request, response) => void response.end());
    app.use((_request, response) => void response.status(404).end());
    for (let count = 0; count < PATHS; count++) {
      const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() }) as Socket;
      const url = `/${count.toString(36)}/${Math.random().toString(36).slice(2)}?q=${count}`;
      const request = Object.assign(new IncomingMessage(socket), { method: "GET", url });
      const response = new ServerResponse(request);
      response.assignSocket(socket);
      app(request as never, response as never);
      if (count % 500 === 0) {
        await new Promise(setImmediate);
      }
    }
    await expect.poll(() => sample(registry, "http_server_active_requests"), { timeout: 20_000 }).toBe(0);
    expect(await requestCounts(registry)).toEqual({ "GET unmatched 404": PATHS });
    observer.stop();
  },
  120_000,
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
