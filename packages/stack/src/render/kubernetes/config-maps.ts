import type { OutputFile } from "@platform/grafana-dashboards";
import type { KubernetesObject, Labels } from "./kubernetes-object.ts";

/** Each generated file is a ConfigMap of its own, since one holds at most 1 MiB, and a dashboard that changes changes nothing else. */
export interface ConfigMapPlace {
  readonly namespace: string;
  readonly labels: Labels;
}

/** Grafana's sidecar, where there is one, looks for it. @see https://github.com/grafana/helm-charts/tree/main/charts/grafana#sidecar-for-dashboards */
const DASHBOARD = { grafana_dashboard: "1" } as const;

/** @param file - its path begins with the folder of the program that reads it */
export function configMap({ path, content }: OutputFile, { namespace, labels }: ConfigMapPlace): KubernetesObject {
  const isDashboard = path.startsWith("dashboards/");
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: configMapName(path), namespace, labels: { ...labels, ...(isDashboard && DASHBOARD) } },
    // What is applied is also kept as text in an annotation of at most 256 KiB.
    data: { [keyOf(path)]: isDashboard ? `${JSON.stringify(JSON.parse(content))}\n` : content },
  };
}

/** A volume in which all files stand where the program looks for them. @param folder - first part of their paths */
export function filesVolume(name: string, folder: string, files: readonly OutputFile[]): object {
  return {
    name,
    projected: {
      defaultMode: 0o444,
      sources: files.map(({ path }) => ({
        configMap: { name: configMapName(path), items: [{ key: keyOf(path), path: path.slice(folder.length + 1) }] },
      })),
    },
  };
}

/** `prometheus/rules/auth.yml` → `prometheus-rules-auth-yml`: a name of DNS. */
export function configMapName(path: string): string {
  return path
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}

function keyOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
