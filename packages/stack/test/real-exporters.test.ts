import { selectorsOfAlert } from "@platform/alerts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { catalogue } from "./catalogue.ts";
import { type RealServers, startRealServers } from "./real-servers.ts";

/** What a server shows only once a part of it is in use, or in a later version of its exporter. Each has a reason. */
const NOT_HERE: Readonly<Record<string, string>> = {
  platform_backup_last_success_timestamp_seconds: "there is no backup here",
  node_md_disks: "there is no RAID here",
  node_systemd_unit_state: "needs --collector.systemd and a systemd",
  pg_postmaster_start_time_seconds: "of exporters from 0.12 on",
  pg_replication_lag_seconds: "of exporters from 0.12 on",
  rabbitmq_unreachable_cluster_peers_count: "of servers after 3.10",
  redis_cluster_slots_fail: "of clusters",
  prometheus_rule_evaluation_failures_total: "there is no rule here",
  prometheus_rule_group_iterations_missed_total: "there is no rule here",
  prometheus_notifications_errors_total: "there is no Alertmanager here",
  prometheus_notifications_sent_total: "there is no Alertmanager here",
  prometheus_target_sync_failed_total: "there is no target here",
  prometheus_tsdb_head_samples_appended_total: "nothing is scraped here",
  prometheus_remote_storage_samples_failed_total: "there is no remote storage here",
  prometheus_remote_storage_samples_pending: "there is no remote storage here",
  platform_backup_due_timestamp_seconds: "there is no deployment here",
  node_nf_conntrack_entries: "not in every container",
  node_nf_conntrack_entries_limit: "not in every container",
};

/** Elasticsearch is not among Debian's packages: its exporter is the true one, and asks a stand-in. The runner of synthetic flows records with the very definitions that its alerts read; the blackbox exporter has a test of its own. */
const foreign = catalogue.filter(({ name }) => name !== "synthetics" && name !== "blackbox");

let servers: RealServers;

beforeAll(async () => {
  servers = await startRealServers();
}, 120_000);
afterAll(() => servers?.[Symbol.asyncDispose](), 60_000);

test.each(foreign.map((exporter) => [exporter.name, exporter] as const))(
  "the true exporter of %s exposes every metric and label that we read",
  (name, exporter) => {
    const text = servers.expositions[name] ?? "";
    const missing = exporter.metrics
      .filter((metric) => !NOT_HERE[metric.name] && labelsOf(metric.name, text).length === 0)
      .map((metric) => metric.name);
    expect(missing).toEqual([]);
    const strange = exporter.metrics.flatMap((metric) => {
      const [first] = labelsOf(metric.name, text);
      return first === undefined
        ? []
        : Object.keys(metric.labels)
            .filter((label) => !first.includes(label))
            .map((label) => `${metric.name}{${label}}`);
    });
    expect(strange).toEqual([]);
  },
);

test.each(foreign.map((exporter) => [exporter.name, exporter] as const))(
  "values that alerts of %s ask for are those of the exporter",
  (name, exporter) => {
    const text = servers.expositions[name] ?? "";
    const asked = Object.values(exporter.alerts)
      .flatMap(selectorsOfAlert)
      .flatMap(({ series, matchers }) =>
        matchers.filter(({ operator, label }) => operator === "=" && label !== "job").map(({ label, value }) => ({ series, label, value })),
      )
      .filter(({ series }) => !NOT_HERE[series.name]);
    expect(asked.filter(({ series, label, value }) => !text.includes(`${series.name}{`) || !text.includes(`${label}="${value}"`))).toEqual([]);
  },
);

test.each(foreign.map(({ name, usualSeries }) => [name, usualSeries ?? 0] as const))(
  "the true exporter of %s exposes about %i series, within a factor of two",
  (name, usual) => {
    const series = (servers.expositions[name] ?? "").split("\n").filter((line) => line !== "" && !line.startsWith("#")).length;
    expect(series / usual).toBeGreaterThan(0.5);
    expect(series / usual).toBeLessThan(2);
  },
);

/** Names of the labels of each series of a metric. */
function labelsOf(name: string, text: string): readonly (readonly string[])[] {
  return [...text.matchAll(new RegExp(`^${name}(?:\\{(.*)\\})? `, "gm"))].map(([, labels = ""]) =>
    [...labels.matchAll(/(\w+)="/g)].map(([, label]) => label ?? ""),
  );
}
