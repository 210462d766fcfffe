import { mkdtempSync, rmSync } from "node:fs";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { observe } from "@platform/express-middleware";
import { createLogger, createLokiDelivery } from "@platform/logging";
import { defineService, defineSlo, httpAvailability, httpLatency } from "@platform/slo/define";
import { Registry } from "prom-client";
import { appWith } from "./app.ts";
import { startSink } from "./start-sink.ts";

const service = defineService({
  name: "orders",
  title: "Orders",
  help: "Takes orders.",
  owner: "orders",
  port: 3000,
  slos: [
    defineSlo({ name: "availability", help: "Requests are answered.", objective: 0.999, sli: httpAvailability() }),
    defineSlo({ name: "latency", help: "Answers are quick.", objective: 0.95, sli: httpLatency({ thresholdSeconds: 0.5 }) }),
  ],
});

/** Requests, errors and durations, with the events of two objectives. */
export function metricsOnly(): RequestListener {
  return appWith((app) => app.use(observe({ service, tracing: false, logger: false, requestId: false, registry: new Registry() })));
}

/** The same and a server span, sent to a receiver of its own process. */
export async function withSpans(ratio: number): Promise<RequestListener> {
  const { traces } = await startSink();
  const tracing = { endpoint: traces, sampling: { ratio } };
  return appWith((app) => app.use(observe({ service, tracing, logger: false, requestId: false, registry: new Registry() })));
}

/** The same, a request id, and a line to stdout and to Loki. */
export async function withAll(): Promise<RequestListener> {
  const { traces, loki } = await startSink();
  const spool = mkdtempSync(join(tmpdir(), "middleware-bench-"));
  process.on("exit", () => rmSync(spool, { recursive: true, force: true }));
  const registry = new Registry();
  const delivery = createLokiDelivery({ url: loki, service: service.name, spool, registry });
  const logger = createLogger({ service: { name: service.name }, delivery });
  return appWith((app) => app.use(observe({ service, tracing: { endpoint: traces }, logger, registry })));
}
