import { type Model, type OutputFile, renderYaml } from "@platform/grafana-dashboards";

/** @returns `loki/loki.yml` */
export function renderLoki(model: Model): readonly OutputFile[] {
  return [{ path: "loki/loki.yml", content: renderYaml(lokiConfig(model)) }];
}

/**
 * A single Loki that keeps lines on its disk as long as Prometheus keeps metrics, and takes `trace_id` as structured metadata.
 *
 * @see https://grafana.com/docs/loki/latest/configure/
 */
export function lokiConfig({ platform }: Model) {
  return {
    auth_enabled: false,
    server: { http_listen_port: 3100, log_format: "json" },
    common: {
      path_prefix: "/loki",
      replication_factor: 1,
      ring: { instance_addr: "127.0.0.1", kvstore: { store: "inmemory" } },
      storage: { filesystem: { chunks_directory: "/loki/chunks", rules_directory: "/loki/rules" } },
    },
    schema_config: {
      configs: [{ from: "2024-04-01", store: "tsdb", object_store: "filesystem", schema: "v13", index: { prefix: "index_", period: "24h" } }],
    },
    limits_config: {
      retention_period: `${platform.prometheus.retentionDays * 24}h`,
      allow_structured_metadata: true,
      volume_enabled: true,
      ingestion_rate_mb: 8,
      ingestion_burst_size_mb: 16,
      max_label_names_per_series: 15,
      reject_old_samples: true,
      reject_old_samples_max_age: "168h",
    },
    compactor: {
      working_directory: "/loki/compactor",
      retention_enabled: true,
      delete_request_store: "filesystem",
    },
    analytics: { reporting_enabled: false },
  };
}
