import { type FiringAlert, firingAlerts } from "./firing-alerts.ts";
import { queryPrometheus } from "./prometheus-query.ts";
import { localUrl, loopbackUrl } from "./run-ports.ts";
import type { RunSettings } from "./run-settings.ts";
import { type TableColumn, tableQueries } from "./table-queries.ts";

/** What Prometheus and Alertmanager say about the services at one moment. */
export interface ServiceTable {
  readonly rows: readonly ServiceRow[];
  readonly alerts: readonly FiringAlert[];
}

/** A value that is not there yet is undefined. */
export interface ServiceRow extends Readonly<Record<TableColumn, number | undefined>> {
  readonly service: string;
  readonly metricsUrl: string;
  readonly faultUrl: string;
}

/** @throws Error when Prometheus or Alertmanager does not answer */
export async function readServiceTable({ platform, ports }: RunSettings): Promise<ServiceTable> {
  const queries = tableQueries({ windowSeconds: 6 * platform.prometheus.scrapeIntervalSeconds });
  const prometheus = { url: loopbackUrl(ports.prometheus) };
  const columns = Object.entries(queries).map(async ([column, expression]) => {
    const samples = await queryPrometheus(expression, prometheus);
    return [column, new Map(samples.map(({ labels, value }) => [labels.job, value]))] as const;
  });
  const [alerts, ...values] = await Promise.all([firingAlerts({ url: loopbackUrl(ports.alertmanager) }), ...columns]);
  const rows = platform.services.map(({ name, port }) => {
    const cells = Object.fromEntries(values.map(([column, byJob]) => [column, known(byJob.get(name))])) as Record<TableColumn, number | undefined>;
    return { service: name, ...cells, metricsUrl: `${localUrl(port)}/metrics`, faultUrl: `${localUrl(ports.services[name]?.admin ?? 0)}/__fault` };
  });
  return { rows, alerts };
}

/** Whether every service has a value in every column. */
export function isFull({ rows }: ServiceTable): boolean {
  return rows.every((row) => Object.values(row).every((cell) => cell !== undefined));
}

function known(value: number | undefined): number | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : value;
}
