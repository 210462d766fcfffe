import type { OutputFile } from "@platform/grafana-dashboards";
import type { Component } from "../components/component.ts";
import { fingerprintOf } from "../components/fingerprint.ts";
import { type ClusterModel, homeOf } from "./cluster-platform.ts";
import { type ConfigMapPlace, configMap } from "./config-maps.ts";
import { labelsOf, objectsFile } from "./kubernetes-object.ts";
import { networkPolicy, rulesOf } from "./network-policies.ts";
import { nodePod } from "./node-pod.ts";
import { type WorkloadPlace, workload } from "./workload.ts";

export interface ProgramOptions extends Partial<Pick<WorkloadPlace, "replicas" | "isHeadless" | "labels">> {
  /** Folder below `kubernetes`. */
  readonly folder: string;
  /** What all programs read; each takes its own. */
  readonly files: readonly OutputFile[];
  /** Its files come with another program; default false. */
  readonly sharesFiles?: boolean;
}

/** A program with its files, and who may talk to it. */
export function programFile(component: Component, options: ProgramOptions, model: ClusterModel): OutputFile {
  const { folder, files, sharesFiles = false, ...rest } = options;
  const { platform, cluster } = model;
  const { name } = component;
  const namespace = homeOf(name, cluster);
  const own = files.filter(({ path }) => component.files.some((read) => path.startsWith(`${read.folder}/`)));
  // What is read twice, as a whole and for its fingerprint, is made once.
  const atStart = own.filter(({ path }) => !isDashboard(path)).map(({ path, content }) => ({ path, content }));
  const isNode = name === "node-exporter";
  const place: WorkloadPlace = {
    ...{ platform: platform.name, namespace, files: own, asksCluster: name === "alloy", ...rest },
    ...(atStart.length > 0 && { fingerprint: fingerprintOf(atStart) }),
    ...(isNode && { isOnEachNode: true, ...nodePod() }),
  };
  return objectsFile(`${folder}/${name}.yaml`, [
    ...workload(component, place),
    ...(sharesFiles ? [] : atStart.map((file) => configMap(file, placeOf(name, model)))),
    // What has the node's own network is behind no policy.
    ...(isNode ? [] : [networkPolicy(component, platform.name, namespace, rulesOf(name, cluster))]),
  ]);
}

export function placeOf(component: string, { platform, cluster }: ClusterModel): ConfigMapPlace {
  return { namespace: homeOf(component, cluster), labels: labelsOf(component, platform.name) };
}

/** Grafana sees by itself that they are others. */
export function isDashboard(path: string): boolean {
  return path.startsWith("dashboards/");
}
