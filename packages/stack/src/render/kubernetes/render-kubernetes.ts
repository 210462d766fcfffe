import type { Model, OutputFile } from "@platform/grafana-dashboards";
import { baseFolder, singleLoki } from "./base-folder.ts";
import { clusterModel } from "./cluster-platform.ts";
import { kustomization } from "./kubernetes-object.ts";
import { objectsFolder, operatorFolder, plainFolder } from "./prometheus-folders.ts";
import { lokiFolder, STORES, storeComponent, tracesFolder } from "./scale-out.ts";

/** What is applied, and of which folders it consists. */
const OVERLAYS: Readonly<Record<string, { readonly parts: readonly string[]; readonly components?: readonly string[] }>> = {
  plain: { parts: ["single-loki", "plain"] },
  operator: { parts: ["single-loki", "objects", "operator"] },
  ...Object.fromEntries(
    STORES.map((store) => [
      `scale-out-${store}`,
      { parts: ["objects", "operator", "loki-microservices", "trace-sampling"], components: [store, "traces-through-gateway"] },
    ]),
  ),
};

/**
 * The monitoring in a cluster: a base with everything but Prometheus and Alertmanager; these two as plain objects, or as those of the operator; and
 * a form for more than one process of each can hold, with Mimir or with Thanos. Nothing without `kubernetes`.
 *
 * @returns `kubernetes/base`, `kubernetes/parts/<part>`, `kubernetes/components/<component>`, `kubernetes/overlays/<overlay>`
 */
export function renderKubernetes(model: Model): readonly OutputFile[] {
  const { kubernetes } = model.platform;
  if (kubernetes === undefined) {
    return [];
  }
  const own = clusterModel(model, kubernetes);
  return [
    ...baseFolder(own),
    ...singleLoki(own),
    ...plainFolder(own),
    ...objectsFolder(own),
    ...operatorFolder(own),
    ...lokiFolder(own),
    ...tracesFolder(own),
    ...STORES.flatMap((store) => storeComponent(store, own)),
    ...Object.entries(OVERLAYS).map(([overlay, { parts, components }]) =>
      kustomization(`overlays/${overlay}`, {
        resources: ["../../base", ...parts.map((part) => `../../parts/${part}`)],
        ...(components && { components: components.map((component) => `../../components/${component}`) }),
      }),
    ),
  ];
}
