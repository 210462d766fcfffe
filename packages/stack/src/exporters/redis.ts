import { ageOf, alertAbove, alertAbsent, alertBelow, countOf, increaseOf, levelOf, rateOf, ratioOf, sumOf, whileAbove } from "@platform/alerts";
import type { ExporterDefinition } from "@platform/grafana-dashboards/define";
import { type ExporterOptions, exporterOf } from "./exporter.ts";
import { ANY, foreignCounter, foreignGauge } from "./foreign-metric.ts";

const up = foreignGauge("redis_up", "1 while the exporter reaches the server.");
const info = foreignGauge("redis_instance_info", "Version, mode and role of the server.", { role: ANY, redis_version: ANY, redis_mode: ANY });
const memoryUsed = foreignGauge("redis_memory_used_bytes", "Memory in use.", {}, "bytes");
const memoryMax = foreignGauge("redis_memory_max_bytes", "Memory that it may use; 0 for any.", {}, "bytes");
const evicted = foreignCounter("redis_evicted_keys_total", "Keys thrown out for lack of memory.");
const rejected = foreignCounter("redis_rejected_connections_total", "Connections refused for their number.");
const clients = foreignGauge("redis_connected_clients", "Clients that are connected.");
const maxClients = foreignGauge("redis_config_maxclients", "Clients that it takes.");
const hits = foreignCounter("redis_keyspace_hits_total", "Look-ups that found their key.");
const misses = foreignCounter("redis_keyspace_misses_total", "Look-ups that did not.");
const slowlog = foreignGauge("redis_slowlog_length", "Commands in the slow log.");
const lastSave = foreignGauge("redis_rdb_last_save_timestamp_seconds", "Time of the last dump.", {}, "timestamp");
const masterLink = foreignGauge("redis_master_link_up", "1 while a replica reaches its master; of replicas.", { master_host: ANY, master_port: ANY });
const clusterSlotsFailed = foreignGauge("redis_cluster_slots_fail", "Slots of a cluster that nobody serves; of clusters.");

const cache = { category: "infrastructure", runbook: "infrastructure/redis" } as const;
const performance = { ...cache, category: "performance" } as const;
const SERVERS = { per: ["instance"] } as const;

/** Redis, through `prometheus-redis-exporter`: https://github.com/oliver006/redis_exporter */
export function redis(options: ExporterOptions = {}): ExporterDefinition {
  return exporterOf(
    {
      name: "redis",
      title: "Redis",
      help: "Memory, clients, hit rate and replication of each server.",
      port: 9121,
      usualSeries: 450,
      optional: [masterLink, clusterSlotsFailed, slowlog],
      alerts: {
        down: alertBelow(levelOf(up), {
          ...cache,
          limits: { critical: 1 },
          forSeconds: 60,
          explains: "instance",
          summary: "Redis is down ({{ $labels.instance }})",
          description: "The exporter {{ $labels.instance }} runs, and cannot reach its server.",
        }),
        noMaster: alertAbsent(info, {
          ...cache,
          labels: { role: "master" },
          severity: "critical",
          summary: "Redis has no master",
          description: "No server of job {{ $labels.job }} says that it is the master: nothing can be written.",
        }),
        // In a cluster each part of the keys has a master of its own.
        severalMasters: alertAbove(countOf(info, { role: "master", redis_mode: "standalone" }), {
          ...cache,
          limits: { critical: 1 },
          guards: [whileAbove(countOf(info, { role: "slave", redis_mode: "standalone" }), 0)],
          summary: "Redis has several masters",
          description: "{value} servers say that they are the master, and there are replicas: what is written to one is lost with the other.",
        }),
        memory: alertAbove(ratioOf(levelOf(memoryUsed), levelOf(memoryMax)), {
          ...cache,
          limits: { warning: 0.8, critical: 0.95 },
          guards: [whileAbove(levelOf(memoryMax), 0)],
          summary: "Redis uses over {limit} of its memory ({{ $labels.instance }})",
          description: "{value} of the memory that {{ $labels.instance }} may use are in use; beyond it throws out keys or refuses to write.",
        }),
        evictions: alertAbove(rateOf(evicted, {}, SERVERS), {
          ...cache,
          limits: { warning: 10 },
          summary: "Redis throws out keys ({{ $labels.instance }})",
          description: "Keys of {{ $labels.instance }} are thrown out for lack of memory: {value}.",
        }),
        rejectedConnections: alertAbove(increaseOf(rejected, {}, SERVERS), {
          ...cache,
          limits: { critical: 0 },
          summary: "Redis refuses connections ({{ $labels.instance }})",
          description: "{value} connections were refused in 5 minutes, because there were too many.",
        }),
        clients: alertAbove(ratioOf(levelOf(clients), levelOf(maxClients)), {
          ...cache,
          limits: { warning: 0.8 },
          summary: "Redis uses over {limit} of its connections ({{ $labels.instance }})",
          description: "{value} of the clients that it takes are connected.",
        }),
        hitRate: alertBelow(ratioOf(rateOf(hits, {}, SERVERS), sumOf(rateOf(hits, {}, SERVERS), rateOf(misses, {}, SERVERS))), {
          ...performance,
          limits: { warning: 0.8 },
          minimum: 1000,
          forSeconds: 900,
          summary: "Redis finds under {limit} of what it is asked for ({{ $labels.instance }})",
          description: "{value} of the look-ups find their key; the others go to the database.",
        }),
        slowCommands: alertAbove(levelOf(slowlog), {
          ...performance,
          limits: { warning: 50 },
          summary: "Redis has slow commands ({{ $labels.instance }})",
          description: "{value} commands are in the slow log: `SLOWLOG GET` shows them, `SLOWLOG RESET` empties it.",
        }),
        dumpOld: alertAbove(ageOf(lastSave), {
          ...cache,
          limits: { warning: 86_400 },
          forSeconds: 900,
          summary: "Redis has not been saved for over {limit} ({{ $labels.instance }})",
          description: "The last dump is {value} old: what came since is lost with the machine.",
        }),
        replicationBroken: alertBelow(levelOf(masterLink), {
          ...cache,
          limits: { critical: 1 },
          summary: "A replica of Redis has lost its master ({{ $labels.instance }})",
          description: "{{ $labels.instance }} does not reach {{ $labels.master_host }}.",
        }),
        clusterSlots: alertAbove(levelOf(clusterSlotsFailed), {
          ...cache,
          limits: { critical: 0 },
          summary: "Slots of the Redis cluster are served by nobody ({{ $labels.instance }})",
          description: "{value} slots have failed: their keys can be neither read nor written.",
        }),
      },
    },
    options,
  );
}
