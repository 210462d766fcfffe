import { secretFile } from "../components/component.ts";
import { IMAGES } from "../components/images.ts";
import { bind, CONFINED, type ComposeService, healthBy, imageOf, limitsOf, NETWORK } from "./compose-service.ts";
import { SUBNET } from "./machine-services.ts";

const PROXY_PROFILE = "proxy";
export const PROXY_SECRETS = ["oauth-client-secret", "oauth-cookie-secret", "tls-certificate", "tls-key"] as const;

/** The only two that can be reached from outside, and only with the profile `proxy`. */
export function proxyServices(): Readonly<Record<string, ComposeService>> {
  return {
    proxy: {
      ...CONFINED,
      profiles: [PROXY_PROFILE],
      image: imageOf("proxy", IMAGES.proxy),
      user: "101:101",
      command: ["nginx", "-c", "/etc/platform/proxy/nginx.conf", "-g", "daemon off;"],
      ports: ["${PROXY_ADDRESS:-0.0.0.0}:${PROXY_PORT:-443}:8443"],
      volumes: [bind("./proxy", "/etc/platform/proxy")],
      secrets: ["tls-certificate", "tls-key"].map(mounted),
      networks: [NETWORK],
      healthcheck: healthBy(["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/healthz"]),
      depends_on: { oauth2: { condition: "service_healthy" } },
      deploy: limitsOf({ cpus: 0.5, mebibytes: 128 }),
    },
    oauth2: {
      ...CONFINED,
      profiles: [PROXY_PROFILE],
      image: imageOf("oauth2", IMAGES.oauth2),
      user: "65532:65532",
      command: OAUTH2_ARGS,
      secrets: ["oauth-client-secret", "oauth-cookie-secret"].map(mounted),
      networks: [NETWORK],
      healthcheck: healthBy(["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:4180/ping"]),
      deploy: limitsOf({ cpus: 0.25, mebibytes: 128 }),
    },
  };
}

/** Without any of these nobody could log in; the argument that each becomes a part of. */
export const PROXY_VARIABLES = {
  OAUTH_ISSUER_URL: "--oidc-issuer-url=",
  OAUTH_CLIENT_ID: "--client-id=",
  OAUTH_EMAIL_DOMAIN: "--email-domain=",
  // One session for all pages.
  PROXY_DOMAIN: "--cookie-domain=.",
} as const;

/** https://oauth2-proxy.github.io/oauth2-proxy/configuration/overview#config-options */
const OAUTH2_ARGS = [
  "--provider=oidc",
  ...Object.entries(PROXY_VARIABLES).map(([name, argument]) => `${argument}\${${name}:-}`),
  `--client-secret-file=${secretFile("oauth-client-secret")}`,
  `--cookie-secret-file=${secretFile("oauth-cookie-secret")}`,
  "--whitelist-domain=.${PROXY_DOMAIN:-}:*",
  "--http-address=0.0.0.0:4180",
  "--reverse-proxy=true",
  // What it is told of the address outside counts only from the proxy.
  `--trusted-proxy-ip=${SUBNET}`,
  "--set-xauthrequest=true",
  "--cookie-secure=true",
  "--cookie-samesite=lax",
  "--cookie-refresh=1h",
  "--code-challenge-method=S256",
  "--skip-provider-button=true",
  "--upstream=static://202",
];

function mounted(source: string): object {
  return { source, target: secretFile(source) };
}
