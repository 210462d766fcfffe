import { alertAbove, alertBelow, levelOf, timeUntil } from "@platform/alerts";
import type { ExporterDefinition } from "@platform/grafana-dashboards/define";
import { DefinitionError } from "@platform/metrics/define";
import { PROBE_KINDS, type ProbeDefinition } from "@platform/synthetics/define";
import { type ExporterOptions, exporterOf } from "./exporter.ts";
import { ANY, foreignGauge } from "./foreign-metric.ts";

/** Labels of the target: they are on every series of a probe. */
const ofProbe = { probe: ANY, kind: PROBE_KINDS } as const;

const success = foreignGauge("probe_success", "1 if the last probe succeeded.", ofProbe);
const duration = foreignGauge("probe_duration_seconds", "Time that the last probe took.", ofProbe, "seconds");
const phases = foreignGauge(
  "probe_http_duration_seconds",
  "Time that each phase of the last probe by HTTP took.",
  { ...ofProbe, phase: ANY },
  "seconds",
);
const certificateExpiry = foreignGauge("probe_ssl_earliest_cert_expiry", "When the first certificate of the chain expires.", ofProbe, "timestamp");

const outside = { category: "synthetic", runbook: "synthetic/probe-failing" } as const;
const OURS = PROBE_KINDS.filter((kind) => kind !== "third-party");
const DAY = 86_400;

export interface BlackboxOptions extends Omit<ExporterOptions, "targets"> {
  /** What is asked. Each probe is a module of the exporter and a target of its scrape job. */
  readonly probes: readonly ProbeDefinition[];
  /** `host:port` of the exporter; default `127.0.0.1:9115`. */
  readonly address?: string;
}

/** An exporter that knows what it is to ask. */
export interface ProbingExporter extends ExporterDefinition {
  readonly probes: readonly ProbeDefinition[];
}

/**
 * The blackbox exporter, `prometheus-blackbox-exporter`: what others see of us, from outside.
 *
 * @throws DefinitionError `probes_empty`, `probe_duplicate`
 * @see https://github.com/prometheus/blackbox_exporter
 */
export function blackbox({ probes, address = "127.0.0.1:9115", ...options }: BlackboxOptions): ProbingExporter {
  if (probes.length === 0) {
    throw new DefinitionError("probes_empty", "A blackbox exporter has at least one probe.");
  }
  const names = probes.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new DefinitionError("probe_duplicate", `Two probes are named "${twice}".`);
  }
  const exporter = exporterOf(
    {
      name: "blackbox",
      title: "Probes",
      help: "What others see of us: pages, endpoints, names, certificates and what we depend on.",
      port: 9115,
      usualSeries: 20,
      metricsPath: "/probe",
      category: "synthetic",
      targets: probes.map(({ name, of, target }) => ({
        address,
        // Two underscores make a label a parameter of the scrape: https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config
        labels: { __param_module: name, __param_target: target, instance: target, probe: name, kind: of },
      })),
      // Only of what speaks TLS.
      optional: [certificateExpiry],
      further: [phases],
      alerts: {
        probeFailing: alertBelow(levelOf(success, { kind: OURS }, { averageSeconds: 300 }), {
          ...outside,
          limits: { warning: 0.9, critical: 0.5 },
          forSeconds: 60,
          summary: "Probe {{ $labels.probe }} of {{ $labels.instance }} fails",
          description: "Over the last 5 minutes {{ $value | humanizePercentage }} of the probes of {{ $labels.instance }} succeeded.",
        }),
        thirdPartyFailing: alertBelow(levelOf(success, { kind: "third-party" }, { averageSeconds: 300 }), {
          ...outside,
          limits: { warning: 0.5 },
          forSeconds: 300,
          summary: "What we depend on does not answer: {{ $labels.probe }}",
          description:
            "Over the last 5 minutes {{ $value | humanizePercentage }} of the probes of {{ $labels.instance }}, which is not ours, succeeded.",
        }),
        probeSlow: alertAbove(levelOf(duration, {}, { averageSeconds: 300 }), {
          ...outside,
          limits: { warning: 2 },
          forSeconds: 600,
          summary: "Probe {{ $labels.probe }} takes over {limit}",
          description: "{{ $labels.instance }} took {value} to answer, on the average of 5 minutes, with name, connection and handshake.",
        }),
        cdnMisses: alertBelow(levelOf(success, { kind: "cdn" }, { averageSeconds: 3600 }), {
          ...outside,
          category: "performance",
          limits: { warning: 0.7 },
          forSeconds: 900,
          summary: "The CDN answers under {limit} of probe {{ $labels.probe }} from its cache",
          description:
            "Over the last hour {{ $value | humanizePercentage }} of the answers of {{ $labels.instance }} were as the probe asks: it asks for the header of a hit.",
        }),
        certificateExpires: alertBelow(timeUntil(certificateExpiry), {
          ...outside,
          runbook: "synthetic/certificate",
          limits: { warning: 21 * DAY, critical: 3 * DAY },
          summary: "The certificate of {{ $labels.instance }} expires in under {limit}",
          description: "The first certificate of its chain expires in {value}; from then on no client connects.",
        }),
      },
    },
    options,
  );
  return { ...exporter, probes };
}
