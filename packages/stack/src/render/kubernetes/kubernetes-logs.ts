import type { OutputFile } from "@platform/grafana-dashboards";
import { alloyConfig } from "../backends/alloy.ts";
import type { ClusterModel } from "./cluster-platform.ts";
import { type KubernetesObject, labelsOf } from "./kubernetes-object.ts";

/**
 * Alloy reads the output of pods by the API of the cluster, and thus needs no disk of a node.
 *
 * @see https://grafana.com/docs/alloy/latest/reference/components/loki/loki.source.kubernetes/
 */
export function alloyFile(model: ClusterModel): OutputFile {
  const namespaces = [model.cluster.namespace, model.cluster.servicesNamespace].map((name) => JSON.stringify(name)).join(", ");
  return alloyConfig(model, {
    by: "kubernetes",
    of: "pods",
    nameLabel: "__meta_kubernetes_pod_label_app_kubernetes_io_name",
    finding: `  role = "pod"\n\n  namespaces {\n    names = [${namespaces}]\n  }\n`,
  });
}

/** In the namespaces of the monitoring and of the services, and nowhere else. */
export function alloyRights({ cluster, platform }: ClusterModel): readonly KubernetesObject[] {
  return [cluster.namespace, cluster.servicesNamespace].flatMap((namespace) => {
    const metadata = { name: "alloy", namespace, labels: labelsOf("alloy", platform.name) };
    return [
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "Role",
        metadata,
        rules: [{ apiGroups: [""], resources: ["pods", "pods/log"], verbs: ["get", "list", "watch"] }],
      },
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "RoleBinding",
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "alloy" },
        subjects: [{ kind: "ServiceAccount", name: "alloy", namespace: cluster.namespace }],
      },
    ];
  });
}
