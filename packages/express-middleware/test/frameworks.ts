import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { pipeline, Readable } from "node:stream";
import { setTimeout as after } from "node:timers/promises";
import KoaRouter from "@koa/router";
import { trace } from "@opentelemetry/api";
import createFastify from "fastify";
import Koa from "koa";
import { expect } from "vitest";
import { observe as observeFastify } from "../src/fastify.ts";
import { type ObserveOptions, observe as observeExpress, type Shutdown } from "../src/index.ts";
import { observe as observeKoa } from "../src/koa.ts";
import { noteError, observe as observeNode } from "../src/node.ts";
import { expresses } from "./expresses.ts";

/** An observed server that does not listen yet. */
export interface Built {
  readonly server: Server;
  readonly observer: { stop(): void; readonly shutdown: Shutdown };
}

/** The same routes in each of the frameworks; `/ok/:id` takes every method. */
export type Framework = (options: ObserveOptions) => Built | Promise<Built>;

/** Trace of the span that is active now. */
const traceNow = () => trace.getActiveSpan()?.spanContext().traceId ?? "none";

function twice(_request: unknown, _response: unknown, next: () => void): void {
  next();
  next();
}

type Raw = (request: IncomingMessage, response: ServerResponse) => void;

/** Routes that answer by themselves, or never. */
const RAW: Readonly<Record<string, Raw>> = {
  "GET /hang": () => {},
  "POST /upload": (request, response) => void request.resume().on("end", () => response.end("stored")),
  "GET /half": (_request, response) => void response.writeHead(206).write("half"),
  "GET /events": (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    let count = 0;
    const timer = setInterval(() => response.write(`data: ${++count}\n\n`), 5);
    response.on("close", () => clearInterval(timer));
  },
  "GET /broken": (_request, response) => {
    const source = Readable.from(
      (async function* () {
        yield "first";
        throw new Error("source failed");
      })(),
    );
    pipeline(source, response, () => {});
  },
  "GET /socket": (request) => void request.socket.write("HTTP/1.1 101 Switching Protocols\r\n\r\n"),
  "GET /destroyed": (_request, response) => void response.destroy(),
};

const raw = Object.entries(RAW).map(([line, handle]) => {
  const [method, path] = line.split(" ") as [string, string];
  return { method: method.toLowerCase() as "get" | "post", path, handle };
});

export const frameworks: Readonly<Record<string, Framework>> = {
  "Express 4": (options) => buildExpress("4", options),
  "Express 5": (options) => buildExpress("5", options),
  Fastify: async (options) => {
    const observer = observeFastify(options);
    const app = createFastify().addHttpMethod("PROPFIND");
    app.register(observer);
    app.addContentTypeParser("*", (_request, _payload, done) => done(null));
    app.all("/ok/:id", async (request) => `id ${(request.params as { readonly id: string }).id}`);
    app.post("/trace", async () => traceNow());
    app.get("/slow", () => after(100, "slow"));
    app.get("/twice", { preHandler: [twice] }, async () => "once");
    app.get("/throw", async () => {
      throw new Error("thrown");
    });
    for (const { method, path, handle } of raw) {
      app[method](path, (request, reply) => {
        reply.hijack();
        handle(request.raw, reply.raw);
      });
    }
    await app.ready();
    return { server: app.server, observer };
  },
  Koa: (options) => {
    const observer = observeKoa(options);
    const app = new Koa();
    const router = new KoaRouter();
    app.silent = true;
    router.all("/ok/:id", (context) => {
      context.body = `id ${context.params.id}`;
    });
    router.get("/slow", async (context) => {
      await after(100);
      context.body = "slow";
    });
    router.post("/trace", async (context) => {
      await new Promise((ended) => context.req.resume().on("end", ended));
      context.body = traceNow();
    });
    router.get(
      "/twice",
      async (_context, next) => {
        await next();
        await expect(next()).rejects.toThrow("multiple times");
      },
      (context) => {
        context.body = "once";
      },
    );
    router.get("/throw", () => {
      throw new Error("thrown");
    });
    for (const { method, path, handle } of raw) {
      router[method](path, (context) => {
        context.respond = false;
        context.res.statusCode = 200;
        handle(context.req, context.res);
      });
    }
    app.use(observer).use(router.routes());
    return { server: createServer(app.callback()), observer };
  },
  "node:http": (options) => {
    const route = ({ url = "" }: IncomingMessage) =>
      /^\/ok\/[^/?]*(\?|$)/.test(url)
        ? "/ok/:id"
        : ["/slow", "/throw", "/trace", "/twice", ...raw.map(({ path }) => path)].find((path) => path === url);
    const observer = observeNode({ ...options, route });
    const handler = observer((request, response) => {
      if (request.url === "/twice") {
        if (!response.writableEnded) {
          response.end("once");
          handler(request, response);
        }
        return;
      }
      const { method = "", url = "" } = request;
      const known = RAW[`${method} ${url}`];
      if (known !== undefined) {
        known(request, response);
      } else if (route(request) === "/ok/:id") {
        response.end(`id ${url.slice(4)}`);
      } else if (url === "/slow") {
        setTimeout(() => response.end("slow"), 100);
      } else if (url === "/trace") {
        request.resume().on("end", () => response.end(traceNow()));
      } else if (url === "/throw") {
        noteError(request, new Error("thrown"));
        response.writeHead(500).end();
      } else {
        response.writeHead(404).end();
      }
    });
    return { server: createServer(handler), observer };
  },
};

function buildExpress(version: "4" | "5", options: ObserveOptions): Built {
  const observer = observeExpress(options);
  const app = expresses[version]();
  app.set("env", "test").use(observer);
  app.all("/ok/:id", (request, response) => void response.send(`id ${request.params.id}`));
  app.post("/trace", expresses[version].json(), (_request, response) => void response.send(traceNow()));
  app.get("/slow", (_request, response) => void setTimeout(() => response.send("slow"), 100));
  app.get("/twice", twice, (_request, response) => void (response.headersSent || response.send("once")));
  app.get("/throw", () => {
    throw new Error("thrown");
  });
  for (const { method, path, handle } of raw) {
    app[method](path, handle);
  }
  return { server: createServer(app), observer };
}
