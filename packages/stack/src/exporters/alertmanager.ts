import { alertAbove, alertBelow, levelOf, rateOf, ratioOf, spreadOf } from "@platform/alerts";
import type { ExporterDefinition } from "@platform/grafana-dashboards/define";
import { type ExporterOptions, exporterOf } from "./exporter.ts";
import { ANY, foreignCounter, foreignGauge } from "./foreign-metric.ts";

const reloaded = foreignGauge("alertmanager_config_last_reload_successful", "1 while the running configuration is the one on disk.");
const configHash = foreignGauge("alertmanager_config_hash", "Hash of the running configuration.");
const members = foreignGauge("alertmanager_cluster_members", "Members of the cluster that this one sees.");
const failedPeers = foreignGauge("alertmanager_cluster_failed_peers", "Members that do not answer.");
const failed = foreignCounter("alertmanager_notifications_failed_total", "Notifications that could not be delivered.", { integration: ANY });
const sent = foreignCounter("alertmanager_notifications_total", "Notifications tried.", { integration: ANY });

const own = { category: "pipeline", runbook: "pipeline/alertmanager" } as const;

/** Alertmanager itself. */
export function alertmanager(options: ExporterOptions = {}): ExporterDefinition {
  return exporterOf(
    {
      name: "alertmanager",
      title: "Alertmanager",
      help: "Do notifications go out, and does the cluster agree.",
      port: 9093,
      usualSeries: 300,
      category: "pipeline",
      optional: [members, failedPeers],
      alerts: {
        badConfiguration: alertBelow(levelOf(reloaded), {
          ...own,
          limits: { critical: 1 },
          summary: "Alertmanager runs with an old configuration ({{ $labels.instance }})",
          description: "The last reload failed: what is on disk is not what runs.",
        }),
        sendFailures: alertAbove(ratioOf(rateOf(failed, {}, { per: ["integration"] }), rateOf(sent, {}, { per: ["integration"] })), {
          ...own,
          limits: { warning: 0.01, critical: 0.25 },
          summary: "Over {limit} of the notifications by {{ $labels.integration }} fail",
          description:
            "{value} of the notifications by {{ $labels.integration }} could not be delivered. Each is tried again, until its alert is over.",
        }),
        configurationsDiffer: alertAbove(spreadOf(configHash), {
          ...own,
          limits: { critical: 0 },
          forSeconds: 900,
          summary: "The Alertmanagers have different configurations",
          description: "Which one notifies decides who hears of an alert.",
        }),
        membersDiffer: alertAbove(spreadOf(members), {
          ...own,
          limits: { critical: 0 },
          forSeconds: 900,
          summary: "The Alertmanagers do not see each other",
          description: "Members that do not see each other notify twice.",
        }),
        membersFailed: alertAbove(levelOf(failedPeers), {
          ...own,
          limits: { warning: 0 },
          summary: "Members of the Alertmanager cluster do not answer ({{ $labels.instance }})",
          description: "{value} members do not answer.",
        }),
      },
    },
    options,
  );
}
