import { buildModel, type Model } from "@platform/grafana-dashboards";
import { worstCaseSeries } from "@platform/metrics/define";
import { loadPlatform } from "../../config/load-platform.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { printTable } from "../../terminal/print-table.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import type { List } from "./lists.ts";

export interface ListOptions {
  readonly what: List;
  readonly config: string;
  readonly json?: true;
}

type Row = Readonly<Record<string, string | number>>;

const ROWS: Readonly<Record<List, (model: Model) => readonly Row[]>> = {
  services: ({ services }) =>
    services.map(({ service, metrics, slos, alerts }) => ({
      service: service.name,
      owner: service.owner,
      port: service.port,
      metrics: metrics.length,
      series: metrics.reduce((sum, metric) => sum + worstCaseSeries(metric), 0),
      objectives: slos.length,
      alerts: alerts.length,
    })),
  metrics: ({ services }) =>
    services.flatMap(({ service }) =>
      Object.values(service.metrics).map((metric) => ({
        service: service.name,
        metric: metric.name,
        kind: metric.kind,
        labels: Object.keys(metric.labels).join(", "),
        series: worstCaseSeries(metric),
        help: metric.help,
      })),
    ),
  objectives: ({ services }) =>
    services.flatMap(({ service, slos }) =>
      slos.map(({ name, objective, windowDays, help }) => ({
        service: service.name,
        objective: name,
        promise: `${Number((objective * 100).toFixed(6))} %`,
        window: `${windowDays} d`,
        help,
      })),
    ),
  alerts: ({ ruleFiles }) =>
    ruleFiles.flatMap(({ groups, owner }) =>
      groups.flatMap(({ rules }) =>
        rules
          .filter((rule) => rule.kind === "alert")
          .map(({ name, severity, category, forSeconds, runbook }) => ({
            alert: name,
            severity,
            category,
            team: owner,
            for: `${forSeconds} s`,
            runbook,
          })),
      ),
    ),
  dashboards: ({ dashboards }) =>
    dashboards.map(({ uid, title, rows }) => ({ dashboard: uid, title, panels: rows.reduce((sum, { panels }) => sum + panels.length, 0) })),
};

/** `platform list`: a configuration as tables. */
export async function list({ what, config, json }: ListOptions, terminal: Terminal): Promise<ExitCode> {
  const rows = ROWS[what](buildModel(await loadPlatform(config)));
  if (json) {
    terminal.out.line(JSON.stringify(rows, null, 2));
  } else {
    const header = Object.keys(rows[0] ?? { [what]: "" });
    printTable(
      header,
      rows.map((row) => header.map((column) => String(row[column] ?? ""))),
      terminal.out,
    );
  }
  return exitCode.fine;
}
