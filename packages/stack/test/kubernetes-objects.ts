import { buildModel, type OutputFile } from "@platform/grafana-dashboards";
import { definePlatform } from "@platform/grafana-dashboards/define";
import { parseAllDocuments } from "yaml";
import { renderKubernetes } from "../src/render/kubernetes/render-kubernetes.ts";
import { catalogue } from "./catalogue.ts";
import { notifiedPlatform } from "./notified-platform.ts";

export interface TestedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: unknown;
  readonly data?: Readonly<Record<string, string>>;
}

/** A platform with every exporter, every channel, and every part in the cluster. */
export const clusterPlatform = definePlatform({
  ...notifiedPlatform({ maintenance: { nightly: { from: "02:00", to: "04:00", weekdays: ["sunday"], daysOfMonth: [1, 7] } } }),
  uses: catalogue,
  kubernetes: {
    domain: "shop.example",
    release: "kube",
    clusterIssuer: "letsencrypt",
    syntheticsImage: "registry.shop.example/flows:1",
    hosts: { "127.0.0.1:80": "web.shop.svc:80" },
  },
});

export const clusterFiles: readonly OutputFile[] = renderKubernetes(buildModel(clusterPlatform));

/** Every object of the files, with the file that it is in. */
export function objectsIn(files: readonly OutputFile[]): readonly { readonly path: string; readonly object: TestedObject }[] {
  return files.flatMap(({ path, content }) =>
    parseAllDocuments(content).map((document) => ({ path, object: (document as { toJS: () => unknown }).toJS() as TestedObject })),
  );
}

/** Objects of the cluster: no kustomizations. */
export const clusterObjects = objectsIn(clusterFiles).filter(({ object }) => !object.apiVersion.startsWith("kustomize."));

/** A patch has only what it changes. */
export const wholeObjects = clusterObjects.filter(({ path }) => !path.startsWith("kubernetes/components/"));
