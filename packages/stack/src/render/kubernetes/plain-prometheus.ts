import { type OutputFile, type PrometheusConfig, prometheusConfig, renderPrometheus, renderYaml } from "@platform/grafana-dashboards";
import { type ClusterModel, podsOf } from "./cluster-platform.ts";

/** Pods come and go. */
const REFRESH = "15s";

/**
 * The files of a Prometheus that no operator leads: it finds every pod by its name in DNS and needs no right to ask the cluster.
 *
 * @returns `prometheus/prometheus.yml` and `prometheus/rules/<name>.yml`
 */
export function plainPrometheusFiles(model: ClusterModel): readonly OutputFile[] {
  return renderPrometheus(model)
    .filter(({ path }) => !path.startsWith("prometheus/targets/"))
    .map((file) => (file.path === "prometheus/prometheus.yml" ? { ...file, content: renderYaml(inCluster(prometheusConfig(model), model)) } : file));
}

function inCluster(config: PrometheusConfig, model: ClusterModel): object {
  const { platform, cluster } = model;
  return {
    ...config,
    global: { ...config.global, external_labels: { cluster: platform.name } },
    alerting: { alertmanagers: [{ static_configs: [{ targets: ["alertmanager:9093"] }] }] },
    scrape_configs: config.scrape_configs.map(({ file_sd_configs: _, ...job }) => ({ ...job, ...discovery(job.job_name, model) })),
  };

  function discovery(job: string, { services, exporters }: ClusterModel): object {
    const service = services.find((one) => one.service.name === job)?.service;
    if (service !== undefined) {
      return { dns_sd_configs: [{ names: [podsOf(job, cluster)], type: "A", port: service.port, refresh_interval: REFRESH }] };
    }
    const targets = exporters.find(({ name }) => name === job)?.targets ?? [
      { address: `${job}.${cluster.namespace}.svc:${job === "alertmanager" ? 9093 : 9090}` },
    ];
    const [first] = targets;
    if (job === "node" && first !== undefined) {
      const [name, port] = first.address.split(":");
      return { dns_sd_configs: [{ names: [name], type: "A", port: Number(port), refresh_interval: REFRESH }] };
    }
    return { static_configs: targets.map(({ address, labels }) => ({ targets: [address], ...(labels && { labels }) })) };
  }
}
