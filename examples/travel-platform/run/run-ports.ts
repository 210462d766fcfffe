import type { PlatformDefinition } from "@platform/grafana-dashboards/define";
import { findFreePorts } from "@platform/stack";

/** Every port that a run listens on, all on 127.0.0.1. */
export interface RunPorts {
  readonly prometheus: number;
  readonly alertmanager: number;
  /** Of the page that shows it all. */
  readonly page: number;
  /** Where traces and logs are received. */
  readonly receiver: number;
  /** Of the runner of synthetic flows. */
  readonly synthetics: number;
  /** Of the embedded Postgres. */
  readonly database: ServicePorts;
  readonly services: Readonly<Record<string, ServicePorts>>;
}

export interface ServicePorts {
  /** What it serves. */
  readonly main: number;
  /** Fault injection; of the database, its readiness. */
  readonly admin: number;
}

/** From the service's port to that of its fault injection. */
const ADMIN_OFFSET = 1000;

/** Those of the definitions and of Prometheus' and Alertmanager's own documentation. */
export function usualPorts({ services }: PlatformDefinition): RunPorts {
  return {
    prometheus: 9090,
    alertmanager: 9093,
    page: 8600,
    receiver: 4318,
    synthetics: 9350,
    database: { main: 5433, admin: 5433 + ADMIN_OFFSET },
    services: Object.fromEntries(services.map(({ name, port }) => [name, { main: port, admin: port + ADMIN_OFFSET }])),
  };
}

/** Any that nobody listens on now. */
export async function freePorts({ services }: PlatformDefinition): Promise<RunPorts> {
  const ports = [...(await findFreePorts(7 + 2 * services.length))];
  const take = () => ports.pop() as number;
  return {
    prometheus: take(),
    alertmanager: take(),
    page: take(),
    receiver: take(),
    synthetics: take(),
    database: { main: take(), admin: take() },
    services: Object.fromEntries(services.map(({ name }) => [name, { main: take(), admin: take() }])),
  };
}

/** The same platform with its services and links at the ports of a run. */
export function platformAt(platform: PlatformDefinition, ports: RunPorts): PlatformDefinition {
  return {
    ...platform,
    services: platform.services.map((service) => ({ ...service, port: ports.services[service.name]?.main ?? service.port })),
    uses: platform.uses.map((exporter) =>
      exporter.name === "synthetics" ? { ...exporter, targets: [{ address: `127.0.0.1:${ports.synthetics}` }] } : exporter,
    ),
    links: {
      ...platform.links,
      prometheus: localUrl(ports.prometheus),
      alertmanager: localUrl(ports.alertmanager),
      // Under the name that the page sets its cookie for.
      runbooks: `${loopbackUrl(ports.page)}/runbooks`,
    },
  };
}

/** As people reach it. */
export function localUrl(port: number): string {
  return `http://localhost:${port}`;
}

/** As programs of this machine reach it: without a look-up, which may find an IPv6 address first. */
export function loopbackUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}
