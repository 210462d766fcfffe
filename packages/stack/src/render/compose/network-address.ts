import type { Model } from "@platform/grafana-dashboards";
import { coreComponents } from "../components/core.ts";
import { exporterComponents, exporterHost } from "../components/exporters.ts";
import { loopbackPort } from "../components/loopback.ts";

/** The machine itself, seen from a container. @see https://docs.docker.com/reference/compose-file/services/#extra_hosts */
export const MACHINE = "host.docker.internal";

/**
 * Finds what listens on this machine among the containers: a service, a container of the platform or a component at its port; anything else is
 * on the machine, outside of the containers.
 *
 * @returns turns `127.0.0.1:3001` into `auth:3001`, and leaves what is elsewhere as it is
 */
export function componentAt(model: Model): (address: string) => string {
  const { services, exporters, platform } = model;
  const components = [...coreComponents(platform), ...exporterComponents(model)];
  const names = new Map<number, string>();
  for (const { name, ports } of components) {
    for (const { port } of ports) {
      names.set(port, `${name}:${port}`);
    }
  }
  // An exporter listens at its usual port in its container, whatever its port on the machine is.
  for (const { name, targets } of exporters) {
    const component = components.find((one) => one.name === exporterHost(name));
    for (const { address } of targets) {
      const port = loopbackPort(address);
      if (component !== undefined && port !== undefined) {
        names.set(port, `${component.name}:${component.ports[0]?.port}`);
      }
    }
  }
  for (const { name, port } of services.map(({ service }) => service)) {
    names.set(port, `${name}:${port}`);
  }
  for (const { name, port = portOf(name, model), machinePort = port } of platform.containers) {
    if (machinePort !== undefined) {
      names.set(machinePort, `${name}:${port ?? machinePort}`);
    }
  }
  return (address) => {
    const port = loopbackPort(address);
    return port === undefined ? address : (names.get(port) ?? `${MACHINE}:${port}`);
  };
}

/** Where a container of a service's name listens if nothing else is said. */
function portOf(name: string, { services }: Model): number | undefined {
  return services.find(({ service }) => service.name === name)?.service.port;
}
