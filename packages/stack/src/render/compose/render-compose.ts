import { type Model, type OutputFile, type Renderer, renderFiles, renderYaml } from "@platform/grafana-dashboards";
import type { PlatformDefinition } from "@platform/grafana-dashboards/define";
import { ALLOY } from "../components/alloy.ts";
import type { Component } from "../components/component.ts";
import { coreComponents } from "../components/core.ts";
import { exporterComponents } from "../components/exporters.ts";
import { type ComposeService, composeService, NETWORK, variable, volumeOf } from "./compose-service.ts";
import { renderComposeTargets } from "./compose-targets.ts";
import { environmentExample } from "./environment-example.ts";
import { GATEWAY, machineServices, onTheMachine, SOCKET_NETWORK, SUBNET } from "./machine-services.ts";
import { MACHINE } from "./network-address.ts";
import { platformFiles, platformServices } from "./platform-services.ts";
import { PROXY_SECRETS, proxyServices } from "./proxy-services.ts";
import { renderProxy } from "./render-proxy.ts";

/**
 * The whole monitoring in containers: `docker compose up`. Every port is on the loopback interface; the profile `proxy` opens one to the outside,
 * with TLS and OAuth; the profile of the platform's name runs its own containers.
 *
 * @param startFiles - renderers of what programs read when they start, and never again
 * @returns `compose/compose.yaml`, `compose/.env.example`, `compose/targets/<job>.json`, `compose/proxy/nginx.conf`,
 * `compose/containers/<container>/<file>`
 * @see https://github.com/compose-spec/compose-spec/blob/main/spec.md
 */
export function renderCompose(model: Model, startFiles: Readonly<Record<string, Renderer>>): readonly OutputFile[] {
  const platform = { ...model.platform, containers: model.platform.containers.toSorted((one, other) => (one.name < other.name ? -1 : 1)) };
  const own = new Set(platform.containers.map(({ name }) => name));
  const components = [...coreComponents(platform), ...exporterComponents(model)].filter(({ name }) => !own.has(name));
  const files = renderFiles(model, startFiles);
  const platformData = platform.containers.flatMap(({ name, user, dataFolder: to }) =>
    to === undefined ? [] : [{ name, user, data: { to, gibibytes: 1 } }],
  );
  const withData = [...components, ALLOY, ...platformData].filter(({ data }) => data !== undefined);
  const file = {
    name: `${platform.name}-monitoring`,
    services: {
      ...Object.fromEntries(components.map((component) => [component.name, adapted(component, composeService(component, files))])),
      ...machineServices(withData, files),
      ...proxyServices(),
      ...platformServices(platform),
    },
    networks: {
      [NETWORK]: { name: `${platform.name}-monitoring`, driver: "bridge", ipam: { config: [{ subnet: SUBNET, gateway: GATEWAY }] } },
      [SOCKET_NETWORK]: { driver: "bridge", internal: true },
    },
    volumes: Object.fromEntries(withData.map(({ name }) => [volumeOf(name), {}])),
    secrets: Object.fromEntries([...secretsOf(components), ...platformSecrets(platform)].map(([name, path]) => [name, { file: path }])),
  };
  return [
    { path: "compose/compose.yaml", content: renderYaml(file) },
    { path: "compose/.env.example", content: environmentExample(components, own.size > 0) },
    ...renderComposeTargets(model),
    ...renderProxy(),
    ...platformFiles(platform),
  ];
}

const TO_MACHINE = `${MACHINE}:host-gateway`;

/** What one component alone has in Compose. */
function adapted(component: Component, service: ComposeService): ComposeService {
  switch (component.name) {
    case "prometheus": {
      const targets = { type: "bind", source: "./targets", target: "/etc/platform/prometheus/targets", read_only: true } as const;
      return { ...service, volumes: [...(service.volumes ?? []), targets], extra_hosts: [TO_MACHINE, `node-exporter:${GATEWAY}`] };
    }
    case "blackbox-exporter":
      return { ...service, extra_hosts: [TO_MACHINE] };
    case "node-exporter":
      return onTheMachine(service, component);
    default:
      return service;
  }
}

type SecretPath = readonly [name: string, path: string];

function secretsOf(components: readonly Component[]): readonly SecretPath[] {
  return components.flatMap(({ secrets }) =>
    secrets.map(({ name, isOptional }) => [name, isOptional ? `\${${variable(name)}_FILE:-/dev/null}` : inFolder(name)] as const),
  );
}

function platformSecrets({ containers }: PlatformDefinition): readonly SecretPath[] {
  return [...PROXY_SECRETS, ...containers.flatMap(({ secrets }) => secrets)].map((name) => [name, inFolder(name)] as const);
}

function inFolder(secret: string): string {
  return `\${SECRETS_FOLDER:-./secrets}/${secret}`;
}
