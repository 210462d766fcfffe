import type { Component } from "../components/component.ts";
import { IMAGES } from "../components/images.ts";
import { variable } from "./compose-service.ts";

const HEAD = `# What may be set. Copy to .env beside compose.yaml. Passwords and keys are not here: each is a file in SECRETS_FOLDER (folder 700, files 644:
# a container reads them as its own user). What begins with # has the default shown.

# SECRETS_FOLDER=./secrets
`;

const PROXY = `
# The profile "proxy": TLS and a session before every page, at grafana.<domain>, prometheus.<domain>, alertmanager.<domain>, jaeger.<domain>.
# COMPOSE_PROFILES=proxy
# PROXY_DOMAIN=
# PROXY_ADDRESS=0.0.0.0
# PROXY_PORT=443
# OAUTH_ISSUER_URL=
# OAUTH_CLIENT_ID=
# OAUTH_EMAIL_DOMAIN=
`;

const MACHINE = `
# The machine.
# DOCKER_SOCKET=/var/run/docker.sock
# METRICS_FOLDER=./metrics
# MONITORING_SUBNET=172.30.240.0/24
# MONITORING_GATEWAY=172.30.240.1
`;

/** Every variable that `compose.yaml` reads, with its default. */
export function environmentExample(components: readonly Component[], hasContainers: boolean): string {
  const images = [
    ...components.map(({ name, image }) => ({ name, image })),
    { name: "alloy", image: IMAGES.alloy },
    { name: "socket-proxy", image: IMAGES.socketProxy },
    { name: "shell", image: IMAGES.shell },
    { name: "proxy", image: IMAGES.proxy },
    { name: "oauth2", image: IMAGES.oauth2 },
  ];
  return [
    HEAD,
    ...components.map(sectionOf),
    PROXY,
    MACHINE,
    ...(hasContainers ? ["\n# The platform's own containers.\n# PROGRAM_FOLDER=../..\n"] : []),
    "\n# Digests, @sha256:… of: docker buildx imagetools inspect <image>. With one, a tag that is moved is not followed.\n",
    ...images.map(({ name, image }) => `# ${variable(name)}_DIGEST= # ${image.repository}:${image.tag}\n`),
  ].join("");
}

function sectionOf({ name, settings, ports, secrets }: Component): string {
  const local = ports.filter((port) => port.local !== undefined);
  const lines = [
    ...local.map((port) => `${variable(local.length > 1 ? `${name}-${port.name}` : name)}_PORT=${port.local}`),
    ...Object.entries(settings).map(([setting, usual]) => `${setting}=${quoted(usual)}`),
    ...secrets.filter(({ isOptional }) => isOptional).map((secret) => `${variable(secret.name)}_FILE=/dev/null`),
  ];
  return lines.length === 0 ? "" : `\n# ${name}\n${lines.map((line) => `# ${line}\n`).join("")}`;
}

/** As Compose reads it: https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax */
function quoted(value: string): string {
  return /['#\s]/.test(value) ? `"${value}"` : value;
}
