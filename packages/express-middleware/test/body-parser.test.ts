import type { AddressInfo } from "node:net";
import { trace } from "@opentelemetry/api";
import { startTracing, type Tracing } from "@platform/tracing";
import express from "express";
import { Registry } from "prom-client";
import { afterEach, expect, test } from "vitest";
import { observe } from "../src/index.ts";

let tracing: Tracing;
afterEach(() => tracing.shutdown());

test("the span of a request is active behind a body parser and in its stream's events, and in no other request", async () => {
  tracing = startTracing({ service: "bodies", exporter: "none", clients: false });
  const active = () => trace.getActiveSpan()?.spanContext().spanId;
  const observer = observe({ service: "bodies", registry: new Registry(), logger: false });
  const app = express();
  app.use(observer);
  app.use((_request, response, next) => {
    response.locals.own = active();
    next();
  });
  app.post("/parsed", express.json({ limit: "5mb" }), (_request, response) => void response.json([active(), response.locals.own]));
  app.post("/streamed", (request, response) => {
    request.on("data", () => {});
    request.on("end", () => setTimeout(() => response.json([active(), response.locals.own]), 1));
  });
  const server = app.listen(0, "127.0.0.1");
  try {
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    const bodies = Array.from({ length: 20 }, (_, index) => JSON.stringify({ text: "x".repeat(index * 10_000) }));
    const answers = await Promise.all(
      bodies.map(async (body, index) => {
        const path = index % 2 === 0 ? "parsed" : "streamed";
        const reply = await fetch(`http://127.0.0.1:${port}/${path}`, { method: "POST", headers: { "content-type": "application/json" }, body });
        return (await reply.json()) as [active: string, own: string];
      }),
    );
    expect(answers.filter(([activeId, own]) => activeId !== own)).toEqual([]);
    expect(new Set(answers.map(([, own]) => own)).size).toBe(20);
  } finally {
    observer.stop();
    server.close();
  }
});
