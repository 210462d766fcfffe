import { localUrl } from "./run-ports.ts";
import type { RunSettings } from "./run-settings.ts";

/** Where everything of a run is found, a line each. The address of the page lets in one browser. */
export function summaryLines({ ports, platform, folders }: RunSettings, pageUrl: string): readonly string[] {
  const services = platform.services.map(
    ({ name, port }) => [name, `${localUrl(port)}/metrics`, `${localUrl(ports.services[name]?.admin ?? 0)}/__fault`] as const,
  );
  const width = Math.max(...services.map(([, metrics]) => metrics.length));
  return [
    `Page          ${pageUrl}`,
    `Prometheus    ${localUrl(ports.prometheus)}`,
    `Alertmanager  ${localUrl(ports.alertmanager)}`,
    `Dashboards    ${folders.generated}/dashboards (the page draws them; Grafana can, too)`,
    `Logs          ${folders.logs}`,
    `Receives      ${localUrl(ports.receiver)} (traces by OTLP/HTTP, logs by Loki's push API)`,
    ...services.map(([name, metrics, fault]) => `${name.padEnd(12)}  ${metrics.padEnd(width)}  fault: ${fault}`),
    "",
    `Break something: curl -d '{"errorRate": 0.5}' ${services.find(([name]) => name === "payment")?.[2]}`,
  ];
}
