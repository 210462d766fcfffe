import type { ExporterDefinition } from "@platform/grafana-dashboards/define";
import { printDuration } from "@platform/promql";
import type { ProbingExporter } from "../../exporters/blackbox.ts";
import { exporterHost } from "../components/exporters.ts";
import { type ClusterModel, homeOf, metricsService, PAGES } from "./cluster-platform.ts";
import { type KubernetesObject, type Labels, labelsOf } from "./kubernetes-object.ts";

const MONITORING = { apiVersion: "monitoring.coreos.com/v1" } as const;

/** `job` is the name of what is watched, and a target has no label of its own that the program or an alert uses: `service` is theirs. */
const RELABELINGS = [{ action: "labeldrop", regex: "service|endpoint|container" }] as const;

/** What a Prometheus of the operator scrapes: services and what stands in this cluster by monitors, probes by Probe, all else by ScrapeConfig. */
export function monitors(model: ClusterModel): readonly KubernetesObject[] {
  return [
    ...model.services.map(({ service }) => serviceMonitor(service.name, model)),
    ...model.exporters.flatMap((exporter) => exporterMonitors(exporter, model)),
  ];
}

function serviceMonitor(service: string, model: ClusterModel): KubernetesObject {
  const { cluster, platform } = model;
  const { scrapeIntervalSeconds, scrapeIntervalSecondsByService } = platform.prometheus;
  const own = scrapeIntervalSecondsByService[service] ?? scrapeIntervalSeconds;
  return {
    ...MONITORING,
    kind: "ServiceMonitor",
    metadata: metadataOf(service, model),
    spec: {
      jobLabel: "app.kubernetes.io/name",
      namespaceSelector: { matchNames: [cluster.servicesNamespace] },
      selector: { matchLabels: { ...labelsOf(service, platform.name), "app.kubernetes.io/component": "metrics" } },
      endpoints: [{ port: "metrics", ...times(own), relabelings: RELABELINGS }],
    },
  };
}

function exporterMonitors(exporter: ExporterDefinition, model: ClusterModel): readonly KubernetesObject[] {
  const { name } = exporter;
  if ("probes" in exporter) {
    return (exporter as ProbingExporter).probes.map((probe) => probeObject(exporter as ProbingExporter, probe, model));
  }
  const isHere = name in PAGES || model.exporterComponents.some((component) => component.name === exporterHost(name));
  return [isHere ? podMonitor(exporter, model) : scrapeConfig(exporter, model)];
}

/** By pods: what runs on each node has one on each. */
function podMonitor({ name, metricsPath }: ExporterDefinition, model: ClusterModel): KubernetesObject {
  const pods = name in PAGES ? { [name]: model.platform.name } : labelsOf(exporterHost(name), model.platform.name);
  return {
    ...MONITORING,
    kind: "PodMonitor",
    metadata: metadataOf(name, model),
    spec: {
      namespaceSelector: { matchNames: [homeOf(exporterHost(name), model.cluster)] },
      selector: { matchLabels: pods },
      podMetricsEndpoints: [
        {
          port: name in PAGES ? "web" : "http",
          path: metricsPath,
          ...times(model.platform.prometheus.scrapeIntervalSeconds),
          relabelings: [{ targetLabel: "job", replacement: name }, ...RELABELINGS],
        },
      ],
    },
  };
}

function probeObject(exporter: ProbingExporter, probe: ProbingExporter["probes"][number], model: ClusterModel): KubernetesObject {
  const [target] = exporter.targets;
  return {
    ...MONITORING,
    kind: "Probe",
    metadata: metadataOf(`${exporter.name}-${probe.name}`, model),
    spec: {
      jobName: exporter.name,
      module: probe.name,
      prober: { url: target?.address, path: exporter.metricsPath },
      ...{ interval: times(model.platform.prometheus.scrapeIntervalSeconds).interval },
      targets: { staticConfig: { static: [probe.target], labels: { probe: probe.name, kind: probe.of } } },
    },
  };
}

/** What is outside of the cluster, or brings its own metrics. */
function scrapeConfig({ name, metricsPath, targets }: ExporterDefinition, model: ClusterModel): KubernetesObject {
  const { interval, scrapeTimeout } = times(model.platform.prometheus.scrapeIntervalSeconds);
  return {
    apiVersion: "monitoring.coreos.com/v1alpha1",
    kind: "ScrapeConfig",
    metadata: metadataOf(name, model),
    spec: {
      jobName: name,
      metricsPath,
      scrapeInterval: interval,
      scrapeTimeout,
      staticConfigs: targets.map(({ address, labels }) => ({ targets: [address], ...(labels && { labels }) })),
      // The operator names a job after its own object.
      relabelings: [{ targetLabel: "job", replacement: name }],
    },
  };
}

function times(seconds: number): { readonly interval: string; readonly scrapeTimeout: string } {
  return { interval: printDuration(seconds), scrapeTimeout: printDuration(Math.min(seconds, 10)) };
}

/** Found by `release`. */
export function metadataOf(
  name: string,
  { platform, cluster }: ClusterModel,
): { readonly name: string; readonly namespace: string; readonly labels: Labels } {
  return { name: `${platform.name}-${name}`, namespace: cluster.namespace, labels: { ...labelsOf(name, platform.name), release: cluster.release } };
}

/** Stands for every pod of a service, whoever wrote the service's own. */
export function metricsServices({ services, platform, cluster }: ClusterModel): readonly KubernetesObject[] {
  return services.map(({ service: { name, port } }) => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: metricsService(name),
      namespace: cluster.servicesNamespace,
      labels: { ...labelsOf(name, platform.name), "app.kubernetes.io/component": "metrics" },
    },
    spec: {
      clusterIP: "None",
      // What is not ready must be seen, too.
      publishNotReadyAddresses: true,
      selector: { "app.kubernetes.io/name": name },
      ports: [{ name: "metrics", port, targetPort: port }],
    },
  }));
}
