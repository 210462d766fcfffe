import type { Sink } from "./terminal.ts";

/** Prints rows in columns as wide as their widest cell; the last column is as long as it is. */
export function printTable(header: readonly string[], rows: readonly (readonly string[])[], sink: Sink): void {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)));
  const text = (row: readonly string[]) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join("  ");
  sink.line(sink.style("bold", text(header).trimEnd()));
  for (const row of rows) {
    sink.line(text(row).trimEnd());
  }
}
