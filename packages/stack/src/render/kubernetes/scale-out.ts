import type { OutputFile } from "@platform/grafana-dashboards";
import type { ClusterModel } from "./cluster-platform.ts";
import { folderOf, type KubernetesObject, kustomization, labelsOf, objectsFile } from "./kubernetes-object.ts";
import { lokiFile, lokiGateway, lokiParts } from "./loki-microservices.ts";
import { PART_LABEL } from "./network-policies.ts";
import { programFile } from "./program-file.ts";
import { traceGateway, traceSampler } from "./trace-sampling.ts";

/** Where Prometheus sends all samples, and what it says of itself so that two replicas count once. */
const REMOTE = {
  mimir: {
    url: "http://mimir-nginx.mimir.svc/api/v1/push",
    // https://grafana.com/docs/mimir/latest/configure/configure-high-availability-deduplication/
    replicaLabel: "__replica__",
    tenantHeader: "X-Scope-OrgID",
  },
  thanos: {
    url: "http://thanos-receive.thanos.svc:19291/api/v1/receive",
    // https://thanos.io/tip/components/query.md/#deduplication
    replicaLabel: "prometheus_replica",
    tenantHeader: "THANOS-TENANT",
  },
} as const;

type Store = keyof typeof REMOTE;

export const STORES = Object.keys(REMOTE) as readonly Store[];

/** Loki in its parts, on an object store, behind the name of the single one. */
export function lokiFolder(model: ClusterModel): readonly OutputFile[] {
  const folder = "parts/loki-microservices";
  const files = [lokiFile(model)];
  const gateway = lokiGateway();
  const parts = lokiParts().map(({ component, replicas, isHeadless }, index) =>
    programFile(component, { folder, files, replicas, isHeadless, labels: { [PART_LABEL]: "loki" }, sharesFiles: index > 0 }, model),
  );
  return folderOf(folder, [
    ...parts,
    programFile(gateway.component, { folder, files: [gateway.file], replicas: 2 }, model),
    objectsFile(`${folder}/members.yaml`, [members(model)]),
  ]);
}

/** Two layers of collectors before Jaeger: the first brings the spans of a trace together, the second chooses when it is whole. */
export function tracesFolder(model: ClusterModel): readonly OutputFile[] {
  const folder = "parts/trace-sampling";
  const [gateway, sampler] = [traceGateway(), traceSampler()];
  const { namespace } = model.cluster;
  const patch = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "traces", namespace },
    spec: { selector: { "app.kubernetes.io/name": gateway.component.name } },
  };
  const component = "components/traces-through-gateway";
  return [
    ...folderOf(folder, [
      programFile(gateway.component, { folder, files: [gateway.file], replicas: 2 }, model),
      programFile(sampler.component, { folder, files: [sampler.file], replicas: 2, isHeadless: true }, model),
    ]),
    kustomization(component, { kind: "Component", patches: [{ path: "traces.yaml" }] }),
    objectsFile(`${component}/traces.yaml`, [patch]),
  ];
}

/** A Prometheus that keeps two days itself and sends everything on; a store that is away costs nothing while its log of writes holds it: two hours. */
export function storeComponent(store: Store, { platform, cluster }: ClusterModel): readonly OutputFile[] {
  const { url, replicaLabel, tenantHeader } = REMOTE[store];
  const folder = `components/${store}`;
  const patch = {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "Prometheus",
    metadata: { name: platform.name, namespace: cluster.namespace },
    spec: {
      retention: "2d",
      replicaExternalLabelName: replicaLabel,
      prometheusExternalLabelName: "",
      remoteWrite: [
        {
          name: store,
          url,
          headers: { [tenantHeader]: platform.name },
          sendExemplars: true,
          queueConfig: { capacity: 10_000, maxSamplesPerSend: 2000, maxShards: 50 },
        },
      ],
    },
  };
  return [
    kustomization(folder, { kind: "Component", patches: [{ path: "remote-write.yaml" }] }),
    objectsFile(`${folder}/remote-write.yaml`, [patch]),
  ];
}

/** By which the parts of Loki find each other, ready or not. */
function members({ platform, cluster }: ClusterModel): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "loki-members", namespace: cluster.namespace, labels: labelsOf("loki", platform.name) },
    spec: {
      clusterIP: "None",
      publishNotReadyAddresses: true,
      selector: { [PART_LABEL]: "loki" },
      ports: [{ name: "gossip", port: 7946, targetPort: "gossip" }],
    },
  };
}
