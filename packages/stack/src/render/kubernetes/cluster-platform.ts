import { buildModel, type Model } from "@platform/grafana-dashboards";
import type { ExporterDefinition, KubernetesSettings, PlatformDefinition } from "@platform/grafana-dashboards/define";
import type { ProbingExporter } from "../../exporters/blackbox.ts";
import type { Component } from "../components/component.ts";
import { exporterComponents, exporterHost } from "../components/exporters.ts";
import { loopbackPort } from "../components/loopback.ts";
import { type Move, movedLabels, movedQuestion } from "../components/target-address.ts";

/** Pages that people open, by the first part of their host name, with the port of the program behind each. */
export const PAGES = { grafana: 3000, prometheus: 9090, alertmanager: 9093, jaeger: 16686 } as const;

export interface ClusterModel extends Model {
  readonly cluster: KubernetesSettings;
  /** Programs beside what they watch, that run in the cluster. */
  readonly exporterComponents: readonly Component[];
}

/**
 * The same platform as it is in a cluster: links lead to its pages, and what is at a port of one machine elsewhere is behind a name. Everything
 * generated from this model follows.
 */
export function clusterModel(model: Model, cluster: KubernetesSettings): ClusterModel {
  const { platform } = model;
  const components = exporterComponents(model)
    .filter(({ name }) => name !== "synthetics" || cluster.syntheticsImage !== undefined)
    .map((component) => componentInCluster(component, cluster));
  const here = new Set(components.map(({ name }) => name));
  const move = (address: string) => inCluster(address, { model, cluster, here });
  const [grafana = "", prometheus = "", alertmanager = ""] = Object.keys(PAGES).map((page) => `https://${page}.${cluster.domain}`);
  const moved: PlatformDefinition = {
    ...platform,
    links: { ...platform.links, grafana, prometheus, alertmanager },
    uses: platform.uses.map((exporter) => movedExporter(exporter, move)),
  };
  return { ...buildModel(moved), cluster, exporterComponents: components };
}

/** Host name of the pods of a service, one address for each. */
export function podsOf(service: string, { servicesNamespace }: KubernetesSettings): string {
  return `${metricsService(service)}.${servicesNamespace}.svc`;
}

/** What must see a node keeps the whole namespace from being restricted, so that it has one of its own. */
export function nodeNamespace(namespace: string): string {
  return `${namespace}-node`;
}

/** The Service that stands for every pod of a service, ready or not: what is not ready must be seen. */
export function metricsService(service: string): string {
  return `${service}-metrics`;
}

interface Places {
  readonly model: Model;
  readonly cluster: KubernetesSettings;
  /** Names of components. */
  readonly here: ReadonlySet<string>;
}

/** @param address - `host:port` */
function inCluster(address: string, { model, cluster, here }: Places): string {
  const { hosts, namespace, servicesNamespace } = cluster;
  const port = loopbackPort(address);
  const own = hosts[address];
  if (own !== undefined || port === undefined) {
    return own ?? address;
  }
  const service = model.services.find((one) => one.service.port === port)?.service.name;
  if (service !== undefined) {
    return `${service}.${servicesNamespace}.svc:${port}`;
  }
  const exporter = model.exporters.find(({ targets }) => targets.some((target) => target.address === address))?.name;
  if (exporter === undefined) {
    return address;
  }
  if (exporter in PAGES) {
    return `${exporter}.${namespace}.svc:${port}`;
  }
  const host = exporterHost(exporter);
  return here.has(host) ? `${host}.${homeOf(host, cluster)}.svc:${port}` : `${exporter}.${servicesNamespace}.svc:${port}`;
}

/** Namespace of a component. */
export function homeOf(component: string, { namespace }: KubernetesSettings): string {
  return component === "node-exporter" ? nodeNamespace(namespace) : namespace;
}

/** What it watches is beside the services, by the name that it has elsewhere: `redis:6379` → `redis.travel.svc:6379`. */
function componentInCluster(component: Component, { servicesNamespace, syntheticsImage }: KubernetesSettings): Component {
  const settings = Object.fromEntries(
    Object.entries(component.settings).map(([name, value]) => [name, value.replace(/^((?:\w+:\/\/)?[a-z]+)(?=:\d)/, `$1.${servicesNamespace}.svc`)]),
  );
  if (component.name !== "synthetics" || syntheticsImage === undefined) {
    return { ...component, settings };
  }
  const colon = syntheticsImage.lastIndexOf(":");
  const image = { repository: syntheticsImage.slice(0, colon), tag: syntheticsImage.slice(colon + 1) };
  return { ...component, image, settings: { ...settings, SYNTHETICS_LOCATION: "cluster" } };
}

function movedExporter(exporter: ExporterDefinition, move: Move): ExporterDefinition {
  const targets = exporter.targets.map(({ address, labels }) => ({
    address: move(address),
    ...(labels && { labels: movedLabels(labels, move) }),
  }));
  if (!("probes" in exporter)) {
    return { ...exporter, targets };
  }
  const probes = (exporter as ProbingExporter).probes.map((probe) => ({ ...probe, target: movedQuestion(probe.target, move) }));
  return { ...exporter, targets, ...{ probes } };
}
