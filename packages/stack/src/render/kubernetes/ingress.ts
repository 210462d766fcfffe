import type { KubernetesSettings } from "@platform/grafana-dashboards/define";
import { PAGES } from "./cluster-platform.ts";
import { type KubernetesObject, labelsOf } from "./kubernetes-object.ts";

/** Holds who may open the pages that know no users of their own: `htpasswd -cB auth alice && kubectl create secret generic pages-auth --from-file=auth`. */
const PAGES_AUTH = "pages-auth";

/** Grafana has sessions of its own; the others have none. */
const WITHOUT_USERS = ["prometheus", "alertmanager", "jaeger"];

/**
 * A page for each program that people open, by TLS alone. What knows no users asks for a password at the controller, here that of ingress-nginx; its
 * access log says whose each request was.
 *
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
 */
export function ingresses(platform: string, { domain, namespace, ingressClass, clusterIssuer }: KubernetesSettings): readonly KubernetesObject[] {
  return Object.keys(PAGES).map((page) => {
    const host = `${page}.${domain}`;
    return {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: {
        name: page,
        namespace,
        labels: labelsOf(page, platform),
        annotations: {
          "nginx.ingress.kubernetes.io/force-ssl-redirect": "true",
          ...(WITHOUT_USERS.includes(page) && {
            "nginx.ingress.kubernetes.io/auth-type": "basic",
            "nginx.ingress.kubernetes.io/auth-secret": PAGES_AUTH,
            "nginx.ingress.kubernetes.io/auth-realm": page,
          }),
          ...(clusterIssuer !== undefined && { "cert-manager.io/cluster-issuer": clusterIssuer }),
        },
      },
      spec: {
        ingressClassName: ingressClass,
        tls: [{ hosts: [host], secretName: `${page}-tls` }],
        rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: page, port: { name: "http" } } } }] } }],
      },
    };
  });
}
