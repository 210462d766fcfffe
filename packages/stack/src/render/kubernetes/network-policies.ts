import type { KubernetesSettings } from "@platform/grafana-dashboards/define";
import type { Component } from "../components/component.ts";
import { type KubernetesObject, labelsOf } from "./kubernetes-object.ts";

type Peer =
  /** Pods of the monitoring, by the name of their component. */
  { readonly component: string } | { readonly namespace: string };

export interface NetworkRule {
  readonly peers: readonly Peer[] | "anywhere";
  /** Default every port. */
  readonly ports?: readonly number[];
}

/** Who may open connections to a program, and to whom it may open them itself; everything else is closed. */
export interface NetworkRules {
  readonly from: readonly NetworkRule[];
  readonly to: readonly NetworkRule[];
}

const of = (...components: readonly string[]): readonly Peer[] => components.map((component) => ({ component }));

/** By component. Every component must have a row: an exporter has that of `exporters` if it has none. */
export function rulesOf(name: string, { ingressNamespace, servicesNamespace }: KubernetesSettings): NetworkRules {
  const pages: Peer = { namespace: ingressNamespace };
  const services: Peer = { namespace: servicesNamespace };
  const scraped = { peers: of("prometheus") };
  const table: Readonly<Record<string, NetworkRules>> = {
    prometheus: {
      from: [{ peers: [pages, ...of("grafana", "prometheus")], ports: [9090] }],
      // Whatever is watched: some of it is outside of the cluster.
      to: [{ peers: "anywhere" }],
    },
    alertmanager: {
      from: [
        { peers: [pages, ...of("prometheus", "grafana")], ports: [9093] },
        { peers: of("alertmanager"), ports: [9094] },
      ],
      to: [
        { peers: of("alertmanager"), ports: [9094] },
        { peers: "anywhere", ports: [443, 465, 587, 25] },
      ],
    },
    grafana: {
      from: [{ peers: [pages, ...of("prometheus")], ports: [3000] }],
      // 443 is the provider of sessions.
      to: [{ peers: of("prometheus", "alertmanager", "loki", "jaeger") }, { peers: "anywhere", ports: [443] }],
    },
    // In its place there may be the gateway before its parts.
    loki: { from: [{ peers: [services, ...of("grafana", "alloy", "prometheus")], ports: [3100] }], to: [{ peers: of("loki-*"), ports: [3100] }] },
    jaeger: {
      from: [
        { peers: [pages, ...of("grafana")], ports: [16686] },
        { peers: [services, ...of("synthetics", "trace-sampler")], ports: [4317, 4318] },
        { peers: of("prometheus"), ports: [8888] },
      ],
      to: [],
    },
    alloy: {
      from: [{ peers: of("prometheus"), ports: [12345] }],
      to: [
        { peers: of("loki"), ports: [3100] },
        { peers: "anywhere", ports: [443, 6443] },
      ],
    },
    "blackbox-exporter": { from: [{ peers: of("prometheus"), ports: [9115] }], to: [{ peers: "anywhere" }] },
    synthetics: { from: [{ peers: of("prometheus"), ports: [9350] }], to: [{ peers: "anywhere" }] },
    "trace-gateway": {
      from: [{ peers: [services, ...of("synthetics")], ports: [4317, 4318] }, scraped],
      to: [{ peers: of("trace-sampler"), ports: [4317] }],
    },
    "trace-sampler": { from: [{ peers: of("trace-gateway"), ports: [4317] }, scraped], to: [{ peers: of("jaeger"), ports: [4317] }] },
  };
  return table[name] ?? (name.startsWith("loki-") ? LOKI_PART : { from: [scraped], to: [{ peers: [services] }] });
}

/** Parts of Loki talk to each other in every direction, and to the object store. */
const LOKI_PART: NetworkRules = {
  from: [{ peers: of("loki", "prometheus") }, { peers: of("loki-*") }],
  to: [{ peers: of("loki-*") }, { peers: "anywhere", ports: [443] }],
};

/** Label that all parts of one program share. */
export const PART_LABEL = "app.kubernetes.io/component";

const DNS: NetworkRule = { peers: [{ namespace: "kube-system" }], ports: [53] };

/** Nobody reaches what stands in no rule. */
export function denyAll(namespace: string): KubernetesObject {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "deny-all", namespace },
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  };
}

export function networkPolicy({ name }: Pick<Component, "name">, platform: string, namespace: string, { from, to }: NetworkRules): KubernetesObject {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace, labels: labelsOf(name, platform) },
    spec: {
      podSelector: { matchLabels: { "app.kubernetes.io/name": name } },
      policyTypes: ["Ingress", "Egress"],
      ingress: from.map(({ peers, ports }) => ({ ...(peers !== "anywhere" && { from: peers.map(peerOf) }), ...portsOf(ports) })),
      egress: [DNS, ...to].map((rule) => ({
        ...(rule.peers !== "anywhere" && { to: rule.peers.map(peerOf) }),
        ...portsOf(rule.ports),
      })),
    },
  };
}

function peerOf(peer: Peer): object {
  if ("namespace" in peer) {
    return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": peer.namespace } } };
  }
  return peer.component.endsWith("-*")
    ? { podSelector: { matchLabels: { [PART_LABEL]: peer.component.slice(0, -2) } } }
    : { podSelector: { matchLabels: { "app.kubernetes.io/name": peer.component } } };
}

/** Names are asked for, and Alertmanagers tell each other what was sent, by both protocols. */
const BOTH_PROTOCOLS: readonly number[] = [53, 9094];

function portsOf(ports: readonly number[] | undefined): object {
  const protocolsOf = (port: number) => (BOTH_PROTOCOLS.includes(port) ? ["UDP", "TCP"] : ["TCP"]);
  return ports === undefined ? {} : { ports: ports.flatMap((port) => protocolsOf(port).map((protocol) => ({ protocol, port }))) };
}
