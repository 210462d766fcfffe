import type { Tracing } from "@platform/tracing";

/** Variables that say where spans go: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
const ENDPOINTS = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"];

/** Starts tracing if the environment says where spans go; without it runs have trace ids all the same, which services take over. */
export async function traceRuns(environment: NodeJS.ProcessEnv): Promise<Tracing | undefined> {
  if (!ENDPOINTS.some((name) => environment[name])) {
    return undefined;
  }
  const { startTracing } = await import("@platform/tracing");
  return startTracing({ service: environment.OTEL_SERVICE_NAME || "synthetics" });
}

export async function endTracing(tracing: Tracing | undefined): Promise<void> {
  await tracing?.shutdown();
}
