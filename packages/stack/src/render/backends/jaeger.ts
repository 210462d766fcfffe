import { type Model, type OutputFile, renderYaml } from "@platform/grafana-dashboards";

/** Traces are read while an incident is fresh. */
const KEPT_HOURS = 7 * 24;

/**
 * Jaeger v2 as one process: OTLP in, Badger on its disk.
 *
 * @returns `jaeger/jaeger.yml`
 * @see https://www.jaegertracing.io/docs/latest/deployment/configuration/
 */
export function renderJaeger(_: Model): readonly OutputFile[] {
  const config = {
    service: {
      extensions: ["jaeger_storage", "jaeger_query", "healthcheckv2"],
      pipelines: { traces: { receivers: ["otlp"], processors: ["memory_limiter", "batch"], exporters: ["jaeger_storage_exporter"] } },
      telemetry: {
        logs: { level: "info", encoding: "json" },
        metrics: { level: "detailed", readers: [{ pull: { exporter: { prometheus: { host: "0.0.0.0", port: 8888 } } } }] },
      },
    },
    extensions: {
      healthcheckv2: { use_v2: true, http: { endpoint: "0.0.0.0:13133" } },
      jaeger_query: { storage: { traces: "spans" }, http: { endpoint: "0.0.0.0:16686" }, grpc: { endpoint: "127.0.0.1:16685" } },
      jaeger_storage: {
        backends: {
          spans: { badger: { directories: { keys: "/badger/keys", values: "/badger/values" }, ephemeral: false, ttl: { spans: `${KEPT_HOURS}h` } } },
        },
      },
    },
    receivers: { otlp: { protocols: { grpc: { endpoint: "0.0.0.0:4317" }, http: { endpoint: "0.0.0.0:4318" } } } },
    processors: { memory_limiter: { check_interval: "1s", limit_percentage: 80, spike_limit_percentage: 20 }, batch: {} },
    exporters: { jaeger_storage_exporter: { trace_storage: "spans" } },
  };
  return [{ path: "jaeger/jaeger.yml", content: renderYaml(config) }];
}
