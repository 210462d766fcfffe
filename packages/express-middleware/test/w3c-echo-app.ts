import express, { type Express } from "express";
import { Registry } from "prom-client";
import { type Observe, observe } from "../src/index.ts";

interface Call {
  readonly url: string;
  readonly arguments: readonly Call[];
}

/** The service that the trace-context suite of the W3C asks for, observed by the one line: it posts to each address that it is given. */
export function createEchoApp(): { readonly app: Express; readonly observer: Observe } {
  const observer = observe({ service: "echo", tracing: { exporter: "none" }, logger: false, registry: new Registry() });
  const app = express();
  app.use(observer, express.json());
  app.post("/", async (request, response) => {
    for (const { url, arguments: further } of request.body as readonly Call[]) {
      const reply = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(further) });
      await reply.arrayBuffer();
    }
    response.type("text").send("done");
  });
  return { app, observer };
}
