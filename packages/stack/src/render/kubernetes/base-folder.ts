import { type OutputFile, renderGrafana } from "@platform/grafana-dashboards";
import { renderGrafanaProvisioning } from "../backends/grafana.ts";
import { renderJaeger } from "../backends/jaeger.ts";
import { renderLoki } from "../backends/loki.ts";
import { renderBlackbox } from "../blackbox.ts";
import { ALLOY } from "../components/alloy.ts";
import type { Component } from "../components/component.ts";
import { coreComponents } from "../components/core.ts";
import { type ClusterModel, nodeNamespace } from "./cluster-platform.ts";
import { configMap } from "./config-maps.ts";
import { ingresses } from "./ingress.ts";
import { alloyFile, alloyRights } from "./kubernetes-logs.ts";
import { folderOf, type KubernetesObject, labelsOf, objectsFile } from "./kubernetes-object.ts";
import { metricsServices } from "./monitors.ts";
import { denyAll } from "./network-policies.ts";
import { isDashboard, placeOf, programFile } from "./program-file.ts";

/** Namespaces, pages, and all that does not depend on who leads Prometheus and where the lines of logs are. */
export function baseFolder(model: ClusterModel): readonly OutputFile[] {
  const { platform, cluster } = model;
  const dashboards = renderGrafana(model).filter(({ path }) => path.endsWith(".json"));
  const files = [...renderGrafanaProvisioning(model), ...dashboards, ...renderJaeger(model), ...renderBlackbox(model), alloyFile(model)];
  const components = [...coreIn(model, ["grafana", "jaeger"]), ALLOY, ...model.exporterComponents];
  return folderOf("base", [
    objectsFile("base/namespaces.yaml", [...namespaces(model), denyAll(cluster.namespace)]),
    objectsFile("base/pages.yaml", ingresses(platform.name, cluster)),
    objectsFile("base/metrics-services.yaml", metricsServices(model)),
    objectsFile("base/traces.yaml", [tracesService(model)]),
    objectsFile("base/alloy-rights.yaml", alloyRights(model)),
    ...dashboards
      .filter(({ path }) => isDashboard(path))
      .map((file) => objectsFile(`base/${file.path.replace(/json$/, "yaml")}`, [configMap(file, placeOf("grafana", model))])),
    ...components.map((component) => programFile(component, { folder: "base", files }, model)),
  ]);
}

/** All lines on one disk. */
export function singleLoki(model: ClusterModel): readonly OutputFile[] {
  const folder = "parts/single-loki";
  return folderOf(
    folder,
    coreIn(model, ["loki"]).map((component) => programFile(component, { folder, files: renderLoki(model) }, model)),
  );
}

/** Programs that every deployment has, as they are behind TLS. */
export function coreIn({ platform }: ClusterModel, names: readonly string[]): readonly Component[] {
  return coreComponents(platform)
    .filter(({ name }) => names.includes(name))
    .map((component) =>
      component.name === "grafana" ? { ...component, settings: { ...component.settings, GRAFANA_COOKIE_SECURE: "true" } } : component,
    );
}

/** Pods of the monitoring may do what every program may; those that look at the node have a namespace of their own. */
function namespaces({ platform, cluster }: ClusterModel): readonly KubernetesObject[] {
  const levels = { [cluster.namespace]: "restricted", [nodeNamespace(cluster.namespace)]: "privileged" };
  return Object.entries(levels).map(([name, level]) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name,
      labels: { "app.kubernetes.io/part-of": platform.name, "pod-security.kubernetes.io/enforce": level, "pod-security.kubernetes.io/warn": level },
    },
  }));
}

/** Where services send their spans, whoever takes them. */
function tracesService({ platform, cluster }: ClusterModel): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "traces", namespace: cluster.namespace, labels: labelsOf("jaeger", platform.name) },
    spec: {
      selector: labelsOf("jaeger", platform.name),
      ports: [
        { name: "otlp-http", port: 4318, targetPort: "otlp-http" },
        { name: "otlp-grpc", port: 4317, targetPort: "otlp-grpc" },
      ],
    },
  };
}
