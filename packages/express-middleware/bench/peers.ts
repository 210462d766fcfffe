import type { RequestListener } from "node:http";
import { createRequire } from "node:module";
import type { Express } from "express";
import bundle from "express-prom-bundle";
import type { TransportTargetOptions } from "pino";
import { Registry } from "prom-client";
import { appWith } from "./app.ts";
import { startSink } from "./start-sink.ts";

export function withNothing(): RequestListener {
  return appWith(() => {});
}

const addBundle = (app: Express) => void app.use(bundle({ includeMethod: true, includePath: true, promRegistry: new Registry() }));

export function withBundle(): RequestListener {
  return appWith(addBundle);
}

/** Spans of the SDK and its instrumentations of http and express, sent to a receiver of its own process. */
export async function withOtel(ratio: number): Promise<RequestListener> {
  const { traces } = await startSink();
  await startSdk(traces, ratio);
  return appWith(() => {});
}

/** Metrics of the bundle, spans of the SDK, lines of pino-http to stdout and, by pino-loki, to Loki. */
export async function withAllOfPeers(): Promise<RequestListener> {
  const { traces, loki } = await startSink();
  await startSdk(traces, 1);
  const { pino } = await import("pino");
  const { pinoHttp } = await import("pino-http");
  const targets: TransportTargetOptions[] = [
    { target: "pino/file", options: { destination: 1 } },
    { target: "pino-loki", options: { host: loki, batching: { interval: 1 }, labels: { app: "orders" } } },
  ];
  const logger = pino(pino.transport({ targets }));
  return appWith((app) => {
    app.use(pinoHttp({ logger }));
    addBundle(app);
  });
}

async function startSdk(url: string, ratio: number): Promise<void> {
  process.env.OTEL_METRICS_EXPORTER = "none";
  process.env.OTEL_LOGS_EXPORTER = "none";
  const { NodeSDK, tracing } = await import("@opentelemetry/sdk-node");
  const { OTLPTraceExporter } = await import("@opentelemetry/exporter-trace-otlp-proto");
  const { HttpInstrumentation } = await import("@opentelemetry/instrumentation-http");
  const { ExpressInstrumentation } = await import("@opentelemetry/instrumentation-express");
  const sdk = new NodeSDK({
    serviceName: "orders",
    traceExporter: new OTLPTraceExporter({ url }),
    sampler: new tracing.ParentBasedSampler({ root: new tracing.TraceIdRatioBasedSampler(ratio) }),
    instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation()],
  });
  sdk.start();
  // Instrumentations patch a module when it is required after they have begun.
  const require = createRequire(import.meta.url);
  require("node:http");
  require("express");
}
