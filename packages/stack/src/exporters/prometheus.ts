import { alertAbove, alertAlways, alertBelow, increaseOf, levelOf, rateOf, ratioOf } from "@platform/alerts";
import type { ExporterDefinition } from "@platform/grafana-dashboards/define";
import { type ExporterOptions, exporterOf } from "./exporter.ts";
import { ANY, foreignCounter, foreignGauge } from "./foreign-metric.ts";

const GROUP = { rule_group: ANY };

const reloaded = foreignGauge("prometheus_config_last_reload_successful", "1 while the running configuration is the one on disk.");
const ruleFailures = foreignCounter("prometheus_rule_evaluation_failures_total", "Evaluations of rules that failed.", GROUP);
const missedEvaluations = foreignCounter("prometheus_rule_group_iterations_missed_total", "Evaluations of groups that were left out.", GROUP);
const appended = foreignCounter("prometheus_tsdb_head_samples_appended_total", "Samples stored.", { type: ANY });
const alertmanagers = foreignGauge("prometheus_notifications_alertmanagers_discovered", "Alertmanagers that it knows.");
const notificationErrors = foreignCounter("prometheus_notifications_errors_total", "Notifications that an Alertmanager did not take.", {
  alertmanager: ANY,
});
const notificationsSent = foreignCounter("prometheus_notifications_sent_total", "Notifications sent.", { alertmanager: ANY });
const queueLength = foreignGauge("prometheus_notifications_queue_length", "Notifications that wait.");
const queueCapacity = foreignGauge("prometheus_notifications_queue_capacity", "Notifications that can wait.");
const reloadFailures = foreignCounter("prometheus_tsdb_reloads_failures_total", "Failures to read blocks from disk.");
const compactionFailures = foreignCounter("prometheus_tsdb_compactions_failed_total", "Compactions that failed.");
const walCorruptions = foreignCounter("prometheus_tsdb_wal_corruptions_total", "Corruptions of the write-ahead log.");
const duplicates = foreignCounter("prometheus_target_scrapes_sample_duplicate_timestamp_total", "Samples of one time with different values.");
const outOfOrder = foreignCounter("prometheus_target_scrapes_sample_out_of_order_total", "Samples that came too late.");
const sampleLimit = foreignCounter("prometheus_target_scrapes_exceeded_sample_limit_total", "Scrapes thrown away for their size.");
const syncFailures = foreignCounter("prometheus_target_sync_failed_total", "Targets that could not be set up.", { scrape_job: ANY });
const headSeries = foreignGauge("prometheus_tsdb_head_series", "Series in memory.");
const remoteFailures = foreignCounter("prometheus_remote_storage_samples_failed_total", "Samples that the remote storage did not take.", {
  remote_name: ANY,
  url: ANY,
});
const remotePending = foreignGauge("prometheus_remote_storage_samples_pending", "Samples that wait for the remote storage.", {
  remote_name: ANY,
  url: ANY,
});

const own = { category: "pipeline", runbook: "pipeline/prometheus" } as const;
const SERVERS = { per: ["instance"] } as const;

/** Prometheus itself. */
export function prometheus(options: ExporterOptions = {}): ExporterDefinition {
  return exporterOf(
    {
      name: "prometheus",
      title: "Prometheus",
      help: "Does the monitoring itself work: scrapes, rules, storage, notifications.",
      port: 9090,
      usualSeries: 500,
      category: "pipeline",
      optional: [ruleFailures, missedEvaluations, notificationErrors, notificationsSent, syncFailures, remoteFailures, remotePending, appended],
      alerts: {
        watchdog: alertAlways({
          ...own,
          severity: "info",
          forSeconds: 0,
          summary: "The pipeline of alerts works",
          description: "Fires always. A service outside that expects it raises the alarm when it stays away.",
          runbook: "pipeline/watchdog",
        }),
        badConfiguration: alertBelow(levelOf(reloaded), {
          ...own,
          limits: { warning: 1 },
          summary: "Prometheus runs with an old configuration ({{ $labels.instance }})",
          description: "The last reload failed: what is on disk is not what runs.",
        }),
        ruleFailures: alertAbove(increaseOf(ruleFailures, {}, { per: ["instance", "rule_group"] }), {
          ...own,
          limits: { critical: 0 },
          summary: "Rules of {{ $labels.rule_group }} fail",
          description: "{value} evaluations failed in 5 minutes: alerts of the group are blind.",
        }),
        missedEvaluations: alertAbove(increaseOf(missedEvaluations, {}, { per: ["instance", "rule_group"] }), {
          ...own,
          limits: { warning: 0 },
          summary: "Evaluations of {{ $labels.rule_group }} are left out",
          description: "{value} evaluations were left out in 5 minutes: the group takes longer than its interval.",
        }),
        notIngesting: alertBelow(rateOf(appended, {}, SERVERS), {
          ...own,
          limits: { critical: 0.1 },
          summary: "Prometheus stores no samples ({{ $labels.instance }})",
          description: "It runs, and stores nothing: every alert is blind.",
        }),
        noAlertmanager: alertBelow(levelOf(alertmanagers), {
          ...own,
          limits: { critical: 1 },
          summary: "Prometheus knows no Alertmanager ({{ $labels.instance }})",
          description: "Alerts fire, and nobody hears of them.",
        }),
        notificationErrors: alertAbove(ratioOf(rateOf(notificationErrors, {}, SERVERS), rateOf(notificationsSent, {}, SERVERS)), {
          ...own,
          limits: { warning: 0.01, critical: 0.1 },
          summary: "Over {limit} of the notifications do not reach Alertmanager ({{ $labels.instance }})",
          description: "{value} of the notifications were not taken.",
        }),
        queueFull: alertAbove(ratioOf(levelOf(queueLength), levelOf(queueCapacity)), {
          ...own,
          limits: { warning: 0.5 },
          summary: "Notifications pile up in Prometheus ({{ $labels.instance }})",
          description: "{value} of the queue are in use; beyond it alerts are lost.",
        }),
        reloadFailures: alertAbove(increaseOf(reloadFailures, {}, { ...SERVERS, windowSeconds: 3600 }), {
          ...own,
          limits: { warning: 0 },
          summary: "Prometheus cannot read its blocks ({{ $labels.instance }})",
          description: "{value} failures in an hour to read blocks from disk.",
        }),
        compactionFailures: alertAbove(increaseOf(compactionFailures, {}, { ...SERVERS, windowSeconds: 3600 }), {
          ...own,
          limits: { warning: 0 },
          summary: "Prometheus cannot compact its blocks ({{ $labels.instance }})",
          description: "{value} compactions failed in an hour: disk and memory fill up.",
        }),
        walCorruptions: alertAbove(increaseOf(walCorruptions, {}, SERVERS), {
          ...own,
          limits: { warning: 0 },
          forSeconds: 0,
          summary: "The write-ahead log of Prometheus is corrupt ({{ $labels.instance }})",
          description: "{value} corruptions in 5 minutes: samples were lost.",
        }),
        duplicateSamples: alertAbove(rateOf(duplicates, {}, SERVERS), {
          ...own,
          limits: { warning: 0 },
          forSeconds: 900,
          summary: "Targets expose a series twice ({{ $labels.instance }})",
          description: "Samples are dropped that have the time of an earlier one and another value: {value}.",
        }),
        outOfOrderSamples: alertAbove(rateOf(outOfOrder, {}, SERVERS), {
          ...own,
          limits: { warning: 0 },
          forSeconds: 900,
          summary: "Samples come too late ({{ $labels.instance }})",
          description: "Samples that come after younger ones are dropped: {value}.",
        }),
        sampleLimit: alertAbove(increaseOf(sampleLimit, {}, SERVERS), {
          ...own,
          limits: { warning: 0 },
          summary: "A target exposes more than is taken ({{ $labels.instance }})",
          description: "{value} scrapes were thrown away in 5 minutes because they exceed sample_limit.",
        }),
        syncFailures: alertAbove(increaseOf(syncFailures, {}, { per: ["instance", "scrape_job"] }), {
          ...own,
          limits: { warning: 0 },
          summary: "Targets of {{ $labels.scrape_job }} cannot be set up",
          description: "{value} targets could not be set up in 5 minutes.",
        }),
        cardinality: alertAbove(levelOf(headSeries), {
          ...own,
          limits: { warning: 2_000_000 },
          summary: "Prometheus holds over {limit} series ({{ $labels.instance }})",
          description: "{value} series are in memory, each of them some kilobytes.",
        }),
        remoteWriteFailing: alertAbove(rateOf(remoteFailures, {}, { per: ["instance", "remote_name"] }), {
          ...own,
          limits: { warning: 0 },
          summary: "The remote storage {{ $labels.remote_name }} does not take samples",
          description: "Samples are lost to it: {value}.",
        }),
        remoteWriteBehind: alertAbove(levelOf(remotePending, {}, { per: ["instance", "remote_name"] }), {
          ...own,
          limits: { warning: 100_000 },
          summary: "The remote storage {{ $labels.remote_name }} is behind",
          description: "{value} samples wait for it.",
        }),
      },
    },
    options,
  );
}
