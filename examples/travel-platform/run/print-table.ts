import type { ServiceRow, ServiceTable } from "./service-table.ts";

interface Column {
  readonly title: string;
  readonly cell: (row: ServiceRow, table: ServiceTable) => string;
}

const MISSING = "…";

const COLUMNS: readonly Column[] = [
  { title: "service", cell: ({ service }) => service },
  { title: "req/s", cell: ({ requestRate }) => shown(requestRate, (value) => value.toFixed(1)) },
  { title: "errors", cell: ({ errorRatio }) => shown(errorRatio, percent) },
  { title: "p95", cell: ({ latencySeconds }) => shown(latencySeconds, duration) },
  { title: "budget left", cell: ({ budgetRemaining }) => shown(budgetRemaining, percent) },
  { title: "firing", cell: ({ service }, { alerts }) => String(alerts.filter((alert) => alert.service === service).length || "–") },
];

/** Lines of plain text: one of titles, one for each service, one for each firing alert. */
export function printTable(table: ServiceTable): readonly string[] {
  const cells = [COLUMNS.map(({ title }) => title), ...table.rows.map((row) => COLUMNS.map(({ cell }) => cell(row, table)))];
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const lines = cells.map((line) => line.map((cell, column) => pad(cell, widths[column] ?? 0, column === 0)).join("   "));
  return [...lines, "", ...alertLines(table)];
}

function alertLines({ alerts }: ServiceTable): readonly string[] {
  return alerts.length === 0 ? ["No alert is firing."] : alerts.map(({ severity, name, summary }) => `${severity.toUpperCase()} ${name}: ${summary}`);
}

function pad(cell: string, width: number, isFirst: boolean): string {
  return isFirst ? cell.padEnd(width) : cell.padStart(width);
}

function shown(value: number | undefined, format: (value: number) => string): string {
  return value === undefined ? MISSING : format(value);
}

/** 0.0123 as "1.2 %". A budget overspent ten times is overspent, however often. */
function percent(ratio: number): string {
  const text = (ratio * 100).toFixed(1);
  return ratio < -9.99 ? "< -999 %" : `${text === "-0.0" ? "0.0" : text} %`;
}

/** Seconds, in milliseconds below one second. */
function duration(seconds: number): string {
  return seconds < 1 ? `${(seconds * 1000).toFixed(seconds < 0.01 ? 1 : 0)} ms` : `${seconds.toFixed(2)} s`;
}
