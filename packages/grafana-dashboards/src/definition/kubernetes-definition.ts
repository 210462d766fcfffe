import { DefinitionError } from "@platform/metrics/define";
import { isImageReference } from "./image-reference.ts";

/** Where the monitoring stands in a cluster. Without it no files for Kubernetes are generated. */
export interface KubernetesSettings {
  /** Domain of the pages: `grafana.<domain>`, `prometheus.<domain>`, `alertmanager.<domain>`, `jaeger.<domain>`. */
  readonly domain: string;
  /** Namespace of the monitoring; default `monitoring`. What must see the node itself is in `<namespace>-node`. */
  readonly namespace: string;
  /** Namespace of the services, whose pods carry `app.kubernetes.io/name: <service>`; default the platform's name. */
  readonly servicesNamespace: string;
  /** Value of the label `release` by which a Prometheus of the operator finds its objects; default `kube-prometheus-stack`. */
  readonly release: string;
  /** Default `nginx`. */
  readonly ingressClass: string;
  /** Namespace of the ingress controller, the only one from which pages are opened; default `ingress-nginx`. */
  readonly ingressNamespace: string;
  /** ClusterIssuer of cert-manager; default none: certificates are put into the secrets `<page>-tls` by hand. */
  readonly clusterIssuer?: string;
  /** Image that holds the flows and `platform synthetics serve`, with its tag or digest; default none: the runner is elsewhere. */
  readonly syntheticsImage?: string;
  /** Where something that is on this machine elsewhere is in the cluster: `"127.0.0.1:5433"` → `"postgres.data.svc:5432"`. */
  readonly hosts: Readonly<Record<string, string>>;
}

export type KubernetesOptions = Pick<KubernetesSettings, "domain"> & Partial<KubernetesSettings>;

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const DOMAIN = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+$/;
const HOST_PORT = /^[^\s:/]+:\d{1,5}$/;
/** Names of a namespace are labels of DNS; `-node` is added to it. */
const LONGEST = 58;

/** @throws DefinitionError `kubernetes_invalid` */
export function kubernetesSettings(platform: string, options: KubernetesOptions): KubernetesSettings {
  const settings: KubernetesSettings = {
    ...{ namespace: "monitoring", servicesNamespace: platform, release: "kube-prometheus-stack" },
    ...{ ingressClass: "nginx", ingressNamespace: "ingress-nginx", hosts: {} },
    ...options,
  };
  const { namespace, servicesNamespace, release, ingressClass, ingressNamespace, domain, syntheticsImage, clusterIssuer, hosts } = settings;
  const names = { namespace, servicesNamespace, release, ingressClass, ingressNamespace, ...(clusterIssuer !== undefined && { clusterIssuer }) };
  const wrongName = Object.entries(names).find(([, name]) => !NAME.test(name) || name.length > LONGEST);
  const wrongHost = Object.entries(hosts)
    .flat()
    .find((address) => !HOST_PORT.test(address));
  const wrong = [
    DOMAIN.test(domain) ? undefined : `its domain is one such as "monitoring.shop.example", got ${JSON.stringify(domain)}`,
    wrongName && `its ${wrongName[0]} must match ${NAME} and have at most ${LONGEST} characters, got ${JSON.stringify(wrongName[1])}`,
    namespace === servicesNamespace ? `the monitoring and the services have namespaces of their own, got "${namespace}" for both` : undefined,
    syntheticsImage === undefined || isImageReference(syntheticsImage)
      ? undefined
      : `its image of synthetics is a repository with a tag or a digest, got ${JSON.stringify(syntheticsImage)}`,
    wrongHost === undefined ? undefined : `its hosts are a host and a port each, got ${JSON.stringify(wrongHost)}`,
  ].find((problem) => problem !== undefined);
  if (wrong !== undefined) {
    throw new DefinitionError("kubernetes_invalid", `Kubernetes of platform "${platform}": ${wrong}.`);
  }
  return settings;
}
