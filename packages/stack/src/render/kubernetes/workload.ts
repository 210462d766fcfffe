import type { OutputFile } from "@platform/grafana-dashboards";
import { type Component, type ComponentSecret, FILES } from "../components/component.ts";
import { filesVolume } from "./config-maps.ts";
import { type KubernetesObject, type Labels, labelsOf } from "./kubernetes-object.ts";

/** Holds a key for each secret: `kubectl create secret generic monitoring-secrets --from-file=secrets/`. */
export const SECRETS = "monitoring-secrets";

export interface WorkloadPlace {
  readonly platform: string;
  readonly namespace: string;
  /** Default 1. */
  readonly replicas?: number;
  readonly isOnEachNode?: boolean;
  /** Its name stands for the addresses of all its pods, among which the other side chooses. */
  readonly isHeadless?: boolean;
  /** Further labels of its pods. */
  readonly labels?: Labels;
  /** Files that it reads, by whoever renders them. */
  readonly files: readonly OutputFile[];
  /** Equal while the files are equal that it reads at its start alone. */
  readonly fingerprint?: string;
  /** Further volumes, and where they are seen. */
  readonly volumes?: readonly { readonly volume: { readonly name: string }; readonly mount: object }[];
  /** Fields of the pod. */
  readonly pod?: object;
  /** It asks the API of the cluster. */
  readonly asksCluster?: boolean;
}

/** What every container has: it cannot gain rights nor write outside of its volumes. @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
const CONFINED = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } } as const;

/** A program with all that stands around it: account, workload, service, and how much of it may be away at once. */
export function workload(component: Component, place: WorkloadPlace): readonly KubernetesObject[] {
  const { name } = component;
  const { platform, namespace, asksCluster = false } = place;
  const labels = labelsOf(name, platform);
  const metadata = { name, namespace, labels };
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata, automountServiceAccountToken: asksCluster },
    controller(component, place, labels),
    service(component, place, labels),
    {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata,
      spec: { maxUnavailable: 1, selector: { matchLabels: labels }, unhealthyPodEvictionPolicy: "AlwaysAllow" },
    },
  ];
}

/** A StatefulSet where something must outlive it, a DaemonSet on each node, else a Deployment. */
function controller(component: Component, place: WorkloadPlace, labels: Labels): KubernetesObject {
  const { name, data } = component;
  const { namespace, replicas = 1, isOnEachNode = false } = place;
  const apiVersion = "apps/v1";
  const metadata = { name, namespace, labels };
  const selector = { matchLabels: labels };
  const template = podTemplate(component, place, labels);
  if (isOnEachNode) {
    return { apiVersion, kind: "DaemonSet", metadata, spec: { selector, updateStrategy: { type: "RollingUpdate" }, template } };
  }
  if (data === undefined) {
    return { apiVersion, kind: "Deployment", metadata, spec: { replicas, selector, template } };
  }
  const claim = { metadata: { name: "data" }, spec: claimOf(data.gibibytes) };
  return { apiVersion, kind: "StatefulSet", metadata, spec: { replicas, serviceName: name, selector, template, volumeClaimTemplates: [claim] } };
}

function podTemplate(component: Component, place: WorkloadPlace, labels: Labels): object {
  const { name, user, files, secrets, data } = component;
  const { replicas = 1, fingerprint, volumes = [], pod, asksCluster = false } = place;
  const folders = files.map(({ folder }) => ({ folder, own: place.files.filter(({ path }) => path.startsWith(`${folder}/`)) }));
  const secretFolders = Object.entries(Object.groupBy(secrets, ({ to }) => to.slice(0, to.lastIndexOf("/"))));
  const mounts = [
    { name: "tmp", mountPath: "/tmp" },
    ...folders.map(({ folder }) => ({ name: folder, mountPath: `${FILES}/${folder}`, readOnly: true })),
    ...secretFolders.map(([mountPath], index) => ({ name: `secrets-${index}`, mountPath, readOnly: true })),
    ...(data === undefined ? [] : [{ name: "data", mountPath: data.to }]),
    ...volumes.map(({ mount }) => mount),
  ];
  return {
    metadata: { labels: { ...labels, ...place.labels }, ...(fingerprint !== undefined && { annotations: { "platform/files": fingerprint } }) },
    spec: {
      serviceAccountName: name,
      automountServiceAccountToken: asksCluster,
      enableServiceLinks: false,
      securityContext: podSecurity(user),
      ...(replicas > 1 && {
        topologySpreadConstraints: [
          { maxSkew: 1, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway", labelSelector: { matchLabels: labels } },
        ],
      }),
      containers: [{ ...container(component), volumeMounts: mounts }],
      volumes: [
        { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
        ...folders.map(({ folder, own }) => filesVolume(folder, folder, own)),
        ...secretFolders.map(([, own = []], index) => secretsVolume(`secrets-${index}`, own)),
        ...volumes.map(({ volume }) => volume),
      ],
      ...pod,
    },
  };
}

function secretsVolume(name: string, secrets: readonly ComponentSecret[]): object {
  const items = secrets.map((secret) => ({ key: secret.name, path: secret.to.slice(secret.to.lastIndexOf("/") + 1) }));
  return { name, secret: { secretName: SECRETS, defaultMode: 0o440, items } };
}

/** `$(NAME)` is filled in by the kubelet, from the variables before it. */
function container({ name, image, args, env, settings, ports, health, limits, program }: Component): object {
  const variables = [...Object.entries(settings).filter(([setting]) => setting !== program?.setting), ...Object.entries(env)];
  const isReady = { httpGet: { path: health.path, port: health.port } };
  return {
    name,
    image: `${image.repository}:${image.tag}`,
    ...(args.length > 0 && { args }),
    ...(variables.length > 0 && { env: variables.map(([variable, value]) => ({ name: variable, value })) }),
    ...(program !== undefined && { workingDir: program.to }),
    ports: ports.map(({ name: port, port: containerPort }) => ({ name: port, containerPort })),
    // Data may be read anew for ten minutes before it answers.
    startupProbe: { ...isReady, periodSeconds: 5, failureThreshold: 120 },
    readinessProbe: { ...isReady, periodSeconds: 10, timeoutSeconds: 5 },
    livenessProbe: { tcpSocket: { port: ports[0]?.port ?? health.port }, periodSeconds: 30, failureThreshold: 4 },
    resources: resourcesOf(limits),
    securityContext: CONFINED,
  };
}

function service(
  { name, ports }: Component,
  { namespace, isOnEachNode = false, isHeadless = isOnEachNode }: WorkloadPlace,
  labels: Labels,
): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace, labels },
    spec: {
      ...(isHeadless && { clusterIP: "None" }),
      selector: labels,
      ports: ports.map(({ name: port, port: number }) => ({ name: port, port: number, targetPort: port })),
    },
  };
}

/** A quarter of the cores and half of the memory is kept free for it. */
export function resourcesOf({ cpus, mebibytes }: Component["limits"]): object {
  return {
    requests: { cpu: `${Math.round(cpus * 250)}m`, memory: `${Math.round(mebibytes / 2)}Mi` },
    limits: { cpu: `${Math.round(cpus * 1000)}m`, memory: `${mebibytes}Mi` },
  };
}

export function claimOf(gibibytes: number): object {
  return { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: `${gibibytes}Gi` } } };
}

/** A pod that runs as one user, who is not root. */
export function podSecurity(user: number): object {
  return { runAsNonRoot: true, runAsUser: user, runAsGroup: user, fsGroup: user, seccompProfile: { type: "RuntimeDefault" } };
}
