import { localUrl } from "./run-ports.ts";
import type { RunSettings } from "./run-settings.ts";

/** Where everything of a run is found, a line each. */
export function summaryLines({ ports, platform, folders }: RunSettings): readonly string[] {
  const services = platform.services.map(
    ({ name, port }) => [name, `${localUrl(port)}/metrics`, `${localUrl(ports.services[name]?.admin ?? 0)}/__fault`] as const,
  );
  const width = Math.max(...services.map(([, metrics]) => metrics.length));
  return [
    `Prometheus    ${localUrl(ports.prometheus)}`,
    `Alertmanager  ${localUrl(ports.alertmanager)}`,
    `Dashboards    ${folders.generated}/dashboards (import into Grafana)`,
    `Logs          ${folders.logs}`,
    ...services.map(([name, metrics, fault]) => `${name.padEnd(12)}  ${metrics.padEnd(width)}  fault: ${fault}`),
    "",
    `Break something: curl -d '{"errorRate": 0.5}' ${services.find(([name]) => name === "payment")?.[2]}`,
  ];
}
