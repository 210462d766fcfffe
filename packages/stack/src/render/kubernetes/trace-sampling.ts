import { type OutputFile, renderYaml } from "@platform/grafana-dashboards";
import { type Component, FILES } from "../components/component.ts";
import { IMAGES } from "../components/images.ts";

/** Spans of one trace come from many services; all of them must meet in one place before anybody can say whether the trace is worth keeping. */
const DECISION_SECONDS = 10;
/** Above the longest objective of a service an answer is worth a look. */
const SLOW_MILLISECONDS = 2000;
const KEPT_PERCENT = 10;
/** Traces in memory while they wait: 2,000 a second. */
const WAITING_TRACES = 20_000;

/** Takes spans in and sends all of one trace to the same sampler. */
export function traceGateway(): { readonly component: Component; readonly file: OutputFile } {
  const config = {
    ...common(),
    receivers: { otlp: { protocols: { grpc: { endpoint: "0.0.0.0:4317" }, http: { endpoint: "0.0.0.0:4318" } } } },
    exporters: {
      load_balancing: {
        routing_key: "traceID",
        protocol: { otlp: { tls: { insecure: true } } },
        resolver: { dns: { hostname: "trace-sampler", port: "4317", interval: "5s" } },
      },
    },
    service: service({ receivers: ["otlp"], processors: ["memory_limiter"], exporters: ["load_balancing"] }),
  };
  return collector("trace-gateway", config, { cpus: 1, mebibytes: 1024 });
}

/**
 * Keeps every trace with an error, every slow one, every one that a synthetic flow made, and a tenth of the rest.
 *
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/processor/tailsamplingprocessor
 */
export function traceSampler(): { readonly component: Component; readonly file: OutputFile } {
  const policies = [
    { name: "errors", type: "status_code", status_code: { status_codes: ["ERROR"] } },
    { name: "slow", type: "latency", latency: { threshold_ms: SLOW_MILLISECONDS } },
    // The span of the runner begins each of these traces.
    { name: "synthetic", type: "string_attribute", string_attribute: { key: "synthetic.flow", values: [".+"], enabled_regex_matching: true } },
    { name: "rest", type: "probabilistic", probabilistic: { sampling_percentage: KEPT_PERCENT } },
  ];
  const config = {
    ...common(),
    receivers: { otlp: { protocols: { grpc: { endpoint: "0.0.0.0:4317" } } } },
    processors: {
      ...common().processors,
      tail_sampling: {
        decision_wait: `${DECISION_SECONDS}s`,
        num_traces: WAITING_TRACES,
        expected_new_traces_per_sec: WAITING_TRACES / DECISION_SECONDS,
        policies,
      },
      batch: {},
    },
    exporters: {
      otlp_grpc: {
        endpoint: "jaeger:4317",
        tls: { insecure: true },
        sending_queue: { enabled: true, queue_size: 5000 },
        retry_on_failure: { enabled: true },
      },
    },
    service: service({ receivers: ["otlp"], processors: ["memory_limiter", "tail_sampling", "batch"], exporters: ["otlp_grpc"] }),
  };
  return collector("trace-sampler", config, { cpus: 2, mebibytes: 4096 });
}

function common() {
  return {
    extensions: { health_check: { endpoint: "0.0.0.0:13133" } },
    processors: { memory_limiter: { check_interval: "1s", limit_percentage: 80, spike_limit_percentage: 20 } },
  };
}

function service(traces: object): object {
  return {
    extensions: ["health_check"],
    pipelines: { traces },
    telemetry: {
      logs: { encoding: "json" },
      metrics: { level: "detailed", readers: [{ pull: { exporter: { prometheus: { host: "0.0.0.0", port: 8888 } } } }] },
    },
  };
}

function collector(name: string, config: object, limits: Component["limits"]): { readonly component: Component; readonly file: OutputFile } {
  return {
    component: {
      name,
      image: IMAGES.collector,
      user: 10001,
      args: [`--config=${FILES}/${name}/collector.yml`],
      env: {},
      settings: {},
      ports: [
        { name: "http", port: 8888 },
        { name: "otlp-grpc", port: 4317 },
        ...(name === "trace-gateway" ? [{ name: "otlp-http", port: 4318 }] : []),
      ],
      files: [{ folder: name }],
      secrets: [],
      health: { path: "/", port: 13133, ask: "nothing" },
      limits,
    },
    file: { path: `${name}/collector.yml`, content: renderYaml(config) },
  };
}
