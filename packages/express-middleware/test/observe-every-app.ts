import type { IncomingMessage } from "node:http";
import { createRequire } from "node:module";
import { createLogger, createLokiDelivery } from "@platform/logging";
import type { Express } from "express";
import { Registry } from "prom-client";
import { observe } from "../src/index.ts";

/**
 * Loaded before the tests of an Express source tree, which is the working folder: every app they make is observed, from its first request on and in
 * front of all its handlers.
 */
const require = createRequire(`${process.cwd()}/`);
const path = require.resolve("./lib/express.js");
const library: (() => Express) & object = require(path);
const registry = new Registry();
const { SUITE_LOKI: lokiUrl = "", SUITE_SPOOL: spool = "" } = process.env;
const delivery = createLokiDelivery({ url: lokiUrl, spool, service: "suite", registry, exitSeconds: 10 });
const logger = createLogger({ service: { name: "suite" }, output: { append() {} }, delivery });

function createObserved(): Express {
  const app = library();
  const { handle } = app as unknown as { handle: (...args: readonly unknown[]) => void };
  let ready = false;
  return Object.assign(app, {
    handle(...args: readonly unknown[]) {
      if (!ready) {
        ready = true;
        app.use(observe({ service: "suite", registry, logger }));
        const { stack } = (app as unknown as { _router?: Express["router"] })._router ?? app.router;
        const own = stack.findIndex(({ name }) => name !== "query" && name !== "expressInit");
        stack.splice(own, 0, ...stack.splice(-1));
      }
      // One test compares the headers of two responses; ids of ours would differ in them, as they should.
      const { headers = {} } = args[0] as Partial<IncomingMessage>;
      headers["x-request-id"] ??= "suite";
      return handle.apply(app, args as never);
    },
  });
}

(require.cache[path] as NodeModule).exports = Object.defineProperties(createObserved, Object.getOwnPropertyDescriptors(library));

process.on("exit", async () => {
  const { values } = (await registry.getSingleMetric("http_server_request_duration_seconds")?.get()) ?? { values: [] };
  process.stdout.write(`${values.length} series\n`);
});
