import type { Component } from "../components/component.ts";
import { IMAGES } from "../components/images.ts";
import { alertmanagerGlobal, alertmanagerSpec, WEBHOOK_USERS, webhookUsers } from "./alertmanager-objects.ts";
import { type ClusterModel, nodeNamespace } from "./cluster-platform.ts";
import { configMapName } from "./config-maps.ts";
import { type KubernetesObject, labelsOf } from "./kubernetes-object.ts";
import { metadataOf } from "./monitors.ts";
import { claimOf, podSecurity, resourcesOf } from "./workload.ts";

const NOBODY = 65534;

/** A Prometheus and an Alertmanager that the operator leads, with the services by which the others find them. */
export function operatorPrograms(model: ClusterModel, components: readonly Component[]): readonly KubernetesObject[] {
  return components.flatMap((component) => [RESOURCES[component.name as keyof typeof RESOURCES](model, component), ...found(component, model)]);
}

const RESOURCES = { prometheus, alertmanager } as const;

/** Routes, receivers and inhibitions, and the users of webhooks where there are. */
export function alertmanagerObjects(model: ClusterModel): readonly KubernetesObject[] {
  const users = webhookUsers(model);
  return [
    {
      apiVersion: "monitoring.coreos.com/v1alpha1",
      kind: "AlertmanagerConfig",
      metadata: metadataOf("notifications", model),
      spec: alertmanagerSpec(model),
    },
    ...(Object.keys(users).length === 0
      ? []
      : [
          {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { ...metadataOf(WEBHOOK_USERS, model), name: WEBHOOK_USERS },
            type: "Opaque",
            stringData: users,
          },
        ]),
  ];
}

/** @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusSpec */
function prometheus(model: ClusterModel, { limits, data }: Component): KubernetesObject {
  const { platform, cluster } = model;
  const selected = { matchLabels: { release: cluster.release } };
  const { scrapeIntervalSeconds, evaluationIntervalSeconds, retentionDays } = platform.prometheus;
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "Prometheus",
    metadata: { name: platform.name, namespace: cluster.namespace, labels: labelsOf("prometheus", platform.name) },
    spec: {
      image: `${IMAGES.prometheus.repository}:${IMAGES.prometheus.tag}`,
      version: IMAGES.prometheus.tag,
      replicas: 2,
      serviceAccountName: "prometheus",
      externalUrl: platform.links.prometheus,
      externalLabels: { cluster: platform.name },
      scrapeInterval: `${scrapeIntervalSeconds}s`,
      evaluationInterval: `${evaluationIntervalSeconds}s`,
      retention: `${retentionDays}d`,
      retentionSize: `${Math.round((data?.gibibytes ?? 50) * 0.9)}GB`,
      enableAdminAPI: true,
      enableFeatures: ["exemplar-storage"],
      logFormat: "json",
      ...Object.fromEntries(["serviceMonitor", "podMonitor", "probe", "scrapeConfig", "rule"].map((kind) => [`${kind}Selector`, selected])),
      alerting: { alertmanagers: [{ name: "alertmanager", namespace: cluster.namespace, port: "http", apiVersion: "v2" }] },
      podMetadata: { labels: { ...labelsOf("prometheus", platform.name), prometheus: platform.name } },
      resources: resourcesOf(limits),
      securityContext: podSecurity(NOBODY),
      storage: storageOf(data?.gibibytes ?? 50),
    },
  };
}

/** @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.AlertmanagerSpec */
function alertmanager(model: ClusterModel, { limits, data }: Component): KubernetesObject {
  const { platform, cluster } = model;
  const { notifications } = platform;
  const templates = { templates: [{ configMap: { name: configMapName("alertmanager/templates/notifications.tmpl"), key: "notifications.tmpl" } }] };
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "Alertmanager",
    metadata: { name: platform.name, namespace: cluster.namespace, labels: labelsOf("alertmanager", platform.name) },
    spec: {
      image: `${IMAGES.alertmanager.repository}:${IMAGES.alertmanager.tag}`,
      version: IMAGES.alertmanager.tag,
      // They agree on who notifies; two of three may fail.
      replicas: 3,
      serviceAccountName: "alertmanager",
      externalUrl: platform.links.alertmanager,
      logFormat: "json",
      alertmanagerConfiguration: {
        name: metadataOf("notifications", model).name,
        ...(notifications && { global: alertmanagerGlobal(notifications), ...templates }),
      },
      podMetadata: { labels: { ...labelsOf("alertmanager", platform.name), alertmanager: platform.name } },
      resources: resourcesOf(limits),
      securityContext: podSecurity(NOBODY),
      storage: storageOf(data?.gibibytes ?? 1),
    },
  };
}

/** By what the others find it, and what it may do. */
function found({ name, ports }: Component, { platform, cluster }: ClusterModel): readonly KubernetesObject[] {
  const metadata = { name, namespace: cluster.namespace, labels: labelsOf(name, platform.name) };
  const selector = { [name]: platform.name };
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      // Each replica has its own gaps: a reader stays with one.
      spec: { selector, sessionAffinity: "ClientIP", ports: [{ name: "http", port: ports[0]?.port ?? 0, targetPort: "web" }] },
    },
    { apiVersion: "policy/v1", kind: "PodDisruptionBudget", metadata, spec: { maxUnavailable: 1, selector: { matchLabels: selector } } },
    ...(name === "prometheus"
      ? rights(platform.name, cluster.namespace, [cluster.namespace, nodeNamespace(cluster.namespace), cluster.servicesNamespace])
      : []),
  ];
}

/** It looks for its targets in three namespaces, and reads nothing else of the cluster. */
function rights(platform: string, home: string, namespaces: readonly string[]): readonly KubernetesObject[] {
  const rules = [
    { apiGroups: [""], resources: ["services", "endpoints", "pods"], verbs: ["get", "list", "watch"] },
    { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["get", "list", "watch"] },
  ];
  return namespaces.flatMap((namespace) => {
    const metadata = { name: "prometheus", namespace, labels: labelsOf("prometheus", platform) };
    return [
      { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", metadata, rules },
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "RoleBinding",
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "prometheus" },
        subjects: [{ kind: "ServiceAccount", name: "prometheus", namespace: home }],
      },
    ];
  });
}

function storageOf(gibibytes: number): object {
  return { volumeClaimTemplate: { spec: claimOf(gibibytes) } };
}
