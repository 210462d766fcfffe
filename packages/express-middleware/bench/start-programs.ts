import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const PACKAGE = fileURLToPath(new URL("..", import.meta.url));

const OURS = `
  const { observe } = await import("@platform/express-middleware");
  app.use(observe({ service: "orders", tracing: { endpoint: "http://127.0.0.1:4318/v1/traces" }, logger: { output: { append() {} } } }));
`;

const PEERS = `
  const { NodeSDK } = await import("@opentelemetry/sdk-node");
  const { OTLPTraceExporter } = await import("@opentelemetry/exporter-trace-otlp-proto");
  const { HttpInstrumentation } = await import("@opentelemetry/instrumentation-http");
  const { ExpressInstrumentation } = await import("@opentelemetry/instrumentation-express");
  new NodeSDK({ serviceName: "orders", traceExporter: new OTLPTraceExporter(), instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation()] }).start();
  const { default: bundle } = await import("express-prom-bundle");
  app.use(bundle({ includeMethod: true, includePath: true }));
  const { pinoHttp } = await import("pino-http");
  app.use(pinoHttp());
`;

/** Milliseconds that it takes to load and install what observes in a process of its own that has loaded Express. */
function startMilliseconds(install: string): number {
  const program = `
    import express from "express";
    const app = express();
    const begun = performance.now();
    ${install}
    console.log(performance.now() - begun);
    process.exit();
  `;
  const env = { ...process.env, NODE_OPTIONS: "", OTEL_METRICS_EXPORTER: "none", OTEL_LOGS_EXPORTER: "none" };
  const run = () =>
    execFileSync(process.execPath, ["--input-type=module", "-e", program], {
      cwd: PACKAGE,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  return Math.min(...Array.from({ length: 3 }, () => Number(run())));
}

let built = false;

/** Of the package as it is published. */
export function startOurs(): number {
  if (!built) {
    execFileSync(process.execPath, ["scripts/build.ts"], { cwd: ROOT, stdio: "ignore" });
    built = true;
  }
  return startMilliseconds(OURS);
}

export const startPeers = (): number => startMilliseconds(PEERS);
