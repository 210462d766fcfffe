import { type AlertDefinitions, alertDataMissing, alertDown, selectorsOfAlert } from "@platform/alerts";
import { defineExporter, type ExporterDefinition, type ExporterTarget } from "@platform/grafana-dashboards/define";
import type { MetricDefinition } from "@platform/metrics/define";
import type { AlertCategory, Selector } from "@platform/promql";

/** What every exporter of the catalogue takes. */
export interface ExporterOptions {
  /** Scrape job; default the exporter's own name. Give another where there are two of a kind. */
  readonly name?: string;
  /** Team that its alerts go to; default `platform`. */
  readonly owner?: string;
  /** `host:port` of each exporter; default one on this machine at its usual port. */
  readonly targets?: readonly string[];
}

interface CatalogueEntry extends Pick<ExporterDefinition, "name" | "title" | "help" | "alerts" | "isOfMachines" | "traced" | "usualSeries"> {
  readonly port: number;
  readonly metricsPath?: string;
  readonly targets?: readonly ExporterTarget[];
  /** What is there only where a part is switched on, or has been used; its absence is no alarm. */
  readonly optional?: readonly MetricDefinition[];
  readonly category?: AlertCategory;
  /** What no alert reads, and runbooks ask for. */
  readonly further?: readonly MetricDefinition[];
}

/** An exporter with the alerts that each has: a target that does not answer, data that is missing. */
export function exporterOf(entry: CatalogueEntry, { name = entry.name, owner = "platform", targets }: ExporterOptions): ExporterDefinition {
  const { optional = [], category = "infrastructure", port, title, help, metricsPath } = entry;
  const read = Object.values(entry.alerts)
    .flatMap(selectorsOfAlert)
    .filter(({ series }) => series.kind !== "record" && series.name !== "up");
  const metrics = [...new Map(read.map(({ series }) => [series.name, series as MetricDefinition])).values()];
  const watched = metrics.filter((metric) => !optional.includes(metric)).map(selectorOf);
  const alerts: AlertDefinitions = {
    exporterDown: alertDown("target-down", {
      category,
      severity: "critical",
      explains: "instance",
      summary: "{title}: {{ $labels.instance }} does not answer its scrapes",
      description:
        "Prometheus cannot scrape {{ $labels.instance }} of job {{ $labels.job }}: nothing is known about it, and its other alerts are silent.",
      runbook: entry.isOfMachines ? "infrastructure/node-down" : "infrastructure/exporter-down",
    }),
    ...entry.alerts,
    ...(watched.length > 0 && {
      dataMissing: alertDataMissing(watched, {
        category,
        severity: "warning",
        summary: "{title} does not expose {{ $labels.metric }}",
        description: "Job {{ $labels.job }} answers its scrapes without {{ $labels.metric }}: the alerts that read it are silent whatever happens.",
        runbook: "services/data-missing",
      }),
    }),
  };
  return defineExporter({
    name,
    title,
    help,
    owner,
    targets: targets?.map((address) => ({ address })) ?? entry.targets ?? [{ address: `127.0.0.1:${port}` }],
    ...(metricsPath !== undefined && { metricsPath }),
    ...(entry.traced !== undefined && { traced: entry.traced }),
    ...(entry.usualSeries !== undefined && { usualSeries: entry.usualSeries }),
    ...(entry.isOfMachines && { isOfMachines: true as const }),
    metrics: [...metrics, ...(entry.further ?? [])].toSorted((one, other) => (one.name < other.name ? -1 : 1)),
    alerts,
  });
}

function selectorOf(series: MetricDefinition): Selector {
  return { node: "selector", series, part: series.kind === "histogram" ? "count" : "value", matchers: [] };
}
