import { type OutputFile, prometheusRule } from "@platform/grafana-dashboards";
import { renderAlertmanager } from "../alertmanager/render-alertmanager.ts";
import { coreIn } from "./base-folder.ts";
import type { ClusterModel } from "./cluster-platform.ts";
import { configMap } from "./config-maps.ts";
import { folderOf, type KubernetesObject, objectsFile } from "./kubernetes-object.ts";
import { metadataOf, monitors } from "./monitors.ts";
import { networkPolicy, rulesOf } from "./network-policies.ts";
import { alertmanagerObjects, operatorPrograms } from "./operator-programs.ts";
import { plainPrometheusFiles } from "./plain-prometheus.ts";
import { placeOf, programFile } from "./program-file.ts";

const PROGRAMS = ["prometheus", "alertmanager"] as const;

/** Prometheus and Alertmanager that nobody leads. */
export function plainFolder(model: ClusterModel): readonly OutputFile[] {
  const folder = "parts/plain";
  const files = [...plainPrometheusFiles(model), ...renderAlertmanager(model)];
  return folderOf(
    folder,
    coreIn(model, PROGRAMS).map((component) => programFile(component, { folder, files }, model)),
  );
}

/** What a Prometheus of the operator finds by the label `release`, be it ours or one that is there already. */
export function objectsFolder(model: ClusterModel): readonly OutputFile[] {
  const folder = "parts/objects";
  const rules = model.ruleFiles.map((file) => objectsFile(`${folder}/rules/${file.name}.yml`, [found({ ...prometheusRule(file, model) }, model)]));
  return folderOf(folder, [
    objectsFile(`${folder}/monitors.yaml`, monitors(model)),
    objectsFile(`${folder}/notifications.yaml`, alertmanagerObjects(model)),
    ...rules,
  ]);
}

function found(rule: KubernetesObject, model: ClusterModel): KubernetesObject {
  const { namespace, labels } = metadataOf("rules", model);
  return { ...rule, metadata: { ...rule.metadata, namespace, labels: { ...labels, ...rule.metadata.labels } } };
}

/** Prometheus and Alertmanager that the operator leads. */
export function operatorFolder(model: ClusterModel): readonly OutputFile[] {
  const folder = "parts/operator";
  const { platform, cluster } = model;
  const templates = renderAlertmanager(model).filter(({ path }) => path.endsWith(".tmpl"));
  return folderOf(folder, [
    objectsFile(`${folder}/programs.yaml`, [
      ...operatorPrograms(model, coreIn(model, PROGRAMS)),
      ...PROGRAMS.map((name) => networkPolicy({ name }, platform.name, cluster.namespace, rulesOf(name, cluster))),
      ...templates.map((file) => configMap(file, placeOf("alertmanager", model))),
    ]),
  ]);
}
