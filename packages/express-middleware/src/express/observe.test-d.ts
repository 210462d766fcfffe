import { createServer } from "node:http";
import { defineService } from "@platform/slo/define";
import express from "express";
import { Registry } from "prom-client";
import { observe } from "../index.ts";

const service = defineService({ name: "orders", title: "Orders", help: "Takes orders.", owner: "shop", port: 3000 });

const app: express.Express = express();
app.use(observe({ service }));
app.use("/api", observe({ service: "orders", registry: new Registry() }));
express.Router().use(observe({ service }));

const handler = observe({ service, metricsGuard: async (request) => request.socket.remoteAddress === "127.0.0.1" });
createServer((request, response) => handler(request, response, () => response.end()));
handler.stop();

// @ts-expect-error a service is needed
observe({});
// @ts-expect-error a guard has a token or is a predicate
observe({ service, metricsGuard: { token: "secret" } });
// @ts-expect-error a predicate answers with a boolean
observe({ service, metricsGuard: () => "yes" });
// @ts-expect-error a check returns a promise
observe({ service, readinessChecks: [{ name: "database", check: () => true }] });
// @ts-expect-error durations say their unit
observe({ service, readinessChecks: [{ name: "database", check: async () => {}, timeout: 5 }] });
// @ts-expect-error unknown options are refused
observe({ service, path: "/metrics" });
