import { buildModel } from "@platform/grafana-dashboards";
import { capacityOf, measureCapacity } from "@platform/stack";
import { loadPlatform } from "../../config/load-platform.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { monitoringAddress } from "../../monitoring-address.ts";
import { printTable } from "../../terminal/print-table.ts";
import type { Terminal } from "../../terminal/terminal.ts";

export interface CapacityCommandOptions {
  readonly config: string;
  readonly prometheus?: string;
  readonly instances?: number;
  /** By label. */
  readonly values: Readonly<Record<string, number>>;
  readonly json?: true;
}

/** `platform capacity` */
export async function capacity({ config, prometheus, instances, values, json }: CapacityCommandOptions, { out }: Terminal): Promise<ExitCode> {
  const model = buildModel(await loadPlatform(config));
  const measured = prometheus === undefined ? {} : await measureCapacity(model, monitoringAddress(prometheus, "a Prometheus"));
  const own = instances === undefined ? {} : Object.fromEntries(model.services.map(({ service }) => [service.name, instances]));
  const found = capacityOf(model, { ...measured, instances: own, labelValues: values });
  if (json) {
    out.line(JSON.stringify({ ok: true, ...found }, null, 2));
    return exitCode.fine;
  }
  const row = (name: string, targets: string, series: number, samples: number, from: string) => [
    name,
    targets,
    series.toFixed(0),
    samples.toFixed(1),
    from,
  ];
  const rows = [
    ...found.jobs.map(({ job, targets, series, samplesPerSecond, from }) => row(job, String(targets), series, samplesPerSecond, from)),
    row("records of rules", "-", found.records.series, found.records.samplesPerSecond, prometheus === undefined ? "declared" : "measured"),
    row("all", "-", found.series, found.samplesPerSecond, "-"),
  ];
  printTable(["JOB", "TARGETS", "SERIES", "SAMPLES/S", "FROM"], rows, out);
  const { retentionDays } = model.platform.prometheus;
  out.line(`${gibibytes(found.bytesPerDay)} a day, ${gibibytes(found.bytesKept)} in ${retentionDays} days`);
  return exitCode.fine;
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(2)} GiB`;
}
