import { ageOf, alertAbove, alertBelow, increaseOf, levelOf, rateOf, ratioOf, sumOf } from "@platform/alerts";
import type { ExporterDefinition } from "@platform/grafana-dashboards/define";
import { type ExporterOptions, exporterOf } from "./exporter.ts";
import { ANY, foreignCounter, foreignGauge } from "./foreign-metric.ts";

const SERVER = { server: ANY };
const DATABASE = { datid: ANY, datname: ANY, server: ANY };

const up = foreignGauge("pg_up", "1 while the exporter reaches the server.");
const scrapeError = foreignGauge("pg_exporter_last_scrape_error", "1 while a query of the exporter fails.");
const activity = foreignGauge("pg_stat_activity_count", "Connections, by what they do.", { datname: ANY, server: ANY, state: ANY });
const maxConnections = foreignGauge("pg_settings_max_connections", "Connections that the server takes.", SERVER);
const transactionAge = foreignGauge(
  "pg_stat_activity_max_tx_duration",
  "Age of the oldest transaction.",
  { datname: ANY, server: ANY, state: ANY },
  "seconds",
);
const locks = foreignGauge("pg_locks_count", "Locks held, by mode.", { datname: ANY, mode: ANY, server: ANY });
const deadlocks = foreignCounter("pg_stat_database_deadlocks", "Deadlocks.", DATABASE);
const commits = foreignCounter("pg_stat_database_xact_commit", "Transactions that were committed.", DATABASE);
const rollbacks = foreignCounter("pg_stat_database_xact_rollback", "Transactions that were rolled back.", DATABASE);
const blocksHit = foreignCounter("pg_stat_database_blks_hit", "Blocks found in the cache.", DATABASE);
const blocksRead = foreignCounter("pg_stat_database_blks_read", "Blocks read from disk.", DATABASE);
const checkpointsTimed = foreignCounter("pg_stat_bgwriter_checkpoints_timed_total", "Checkpoints at their time.", SERVER);
const checkpointsAsked = foreignCounter("pg_stat_bgwriter_checkpoints_req_total", "Checkpoints because the log had grown.", SERVER);
const archiveFailures = foreignCounter("pg_stat_archiver_failed_count", "Log files that could not be archived.", SERVER);
const startTime = foreignGauge("pg_postmaster_start_time_seconds", "Time of the last start; of exporters from 0.12 on.", {}, "timestamp");
const replicationLag = foreignGauge("pg_replication_lag_seconds", "How far a replica is behind; of exporters from 0.12 on.", {}, "seconds");

const TABLE = { datname: ANY, relname: ANY, schemaname: ANY };
const slotActive = foreignGauge("pg_replication_slot_slot_is_active", "1 while somebody reads the slot.", { slot_name: ANY });
const deadRows = foreignGauge("pg_stat_user_tables_n_dead_tup", "Rows that are dead and take up room.", TABLE);
const liveRows = foreignGauge("pg_stat_user_tables_n_live_tup", "Rows.", TABLE);
const transactionIds = foreignGauge("pg_database_wraparound_age_datfrozenxid_seconds", "Transactions since the oldest row; no seconds in truth.", {
  datname: ANY,
});

/** What the exporter tells by {@link renderPostgresQueries} before 0.12, and later by collectors of its own. */
export const BY_QUERIES = [slotActive, deadRows, liveRows, transactionIds] as const;

const database = { category: "infrastructure", runbook: "infrastructure/postgres" } as const;
const performance = { ...database, category: "performance" } as const;
const SERVERS = { per: ["instance"] } as const;
const EACH_TABLE = { per: ["instance", "datname", "schemaname", "relname"] } as const;
const EACH_DATABASE = { per: ["instance", "datname"] } as const;

/** PostgreSQL, through `prometheus-postgres-exporter`: https://github.com/prometheus-community/postgres_exporter */
export function postgres(options: ExporterOptions = {}): ExporterDefinition {
  return exporterOf(
    {
      name: "postgres",
      title: "PostgreSQL",
      help: "Connections, transactions, locks and cache of each server.",
      port: 9187,
      usualSeries: 500,
      optional: [
        slotActive,
        deadRows,
        liveRows,
        transactionIds,
        startTime,
        replicationLag,
        activity,
        transactionAge,
        locks,
        scrapeError,
        archiveFailures,
      ],
      alerts: {
        down: alertBelow(levelOf(up), {
          ...database,
          limits: { critical: 1 },
          forSeconds: 60,
          explains: "instance",
          summary: "PostgreSQL is down ({{ $labels.instance }})",
          description: "The exporter {{ $labels.instance }} runs, and cannot reach its server.",
        }),
        exporterError: alertAbove(levelOf(scrapeError), {
          ...database,
          category: "pipeline",
          limits: { warning: 0 },
          summary: "A query of the PostgreSQL exporter fails ({{ $labels.instance }})",
          description:
            "Some of the metrics of {{ $labels.instance }} are missing: the log of the exporter says which, most often for lack of a right.",
        }),
        restarted: alertBelow(ageOf(startTime), {
          ...database,
          limits: { info: 600 },
          forSeconds: 0,
          summary: "PostgreSQL has started anew ({{ $labels.instance }})",
          description: "The server started {value} ago; all connections were lost.",
        }),
        connections: alertAbove(ratioOf(levelOf(activity, {}, SERVERS), levelOf(maxConnections, {}, { ...SERVERS, operator: "max" })), {
          ...database,
          limits: { warning: 0.8, critical: 0.95 },
          summary: "PostgreSQL uses over {limit} of its connections ({{ $labels.instance }})",
          description: "{value} of the connections that the server takes are in use; the next ones are refused.",
        }),
        longTransaction: alertAbove(levelOf(transactionAge, {}, { ...EACH_DATABASE, operator: "max" }), {
          ...performance,
          limits: { warning: 600 },
          summary: "A transaction in {{ $labels.datname }} runs for over {limit}",
          description:
            "The oldest transaction in {{ $labels.datname }} has run for {value}: slow queries, or one that holds locks and keeps dead rows.",
        }),
        locks: alertAbove(levelOf(locks, { mode: "accessexclusivelock" }, EACH_DATABASE), {
          ...performance,
          limits: { warning: 10 },
          summary: "Tables of {{ $labels.datname }} are locked",
          description: "{value} locks that exclude everybody else are held in {{ $labels.datname }}.",
        }),
        deadlocks: alertAbove(increaseOf(deadlocks, {}, EACH_DATABASE), {
          ...database,
          limits: { warning: 0 },
          summary: "Deadlocks in {{ $labels.datname }}",
          description: "{value} transactions in 5 minutes were ended because they waited for each other.",
        }),
        rollbacks: alertAbove(
          ratioOf(rateOf(rollbacks, {}, EACH_DATABASE), sumOf(rateOf(rollbacks, {}, EACH_DATABASE), rateOf(commits, {}, EACH_DATABASE))),
          {
            ...database,
            limits: { warning: 0.1 },
            minimum: 100,
            summary: "Over {limit} of the transactions in {{ $labels.datname }} are rolled back",
            description: "{value} of the transactions in {{ $labels.datname }} were rolled back.",
          },
        ),
        cacheHitRate: alertBelow(
          ratioOf(rateOf(blocksHit, {}, EACH_DATABASE), sumOf(rateOf(blocksHit, {}, EACH_DATABASE), rateOf(blocksRead, {}, EACH_DATABASE))),
          {
            ...performance,
            limits: { warning: 0.8 },
            minimum: 10_000,
            forSeconds: 900,
            summary: "PostgreSQL finds under {limit} of its blocks in the cache ({{ $labels.datname }})",
            description: "{value} of the blocks that {{ $labels.datname }} reads are in the cache; the others are read from disk.",
          },
        ),
        checkpoints: alertAbove(
          ratioOf(
            rateOf(checkpointsAsked, {}, { ...SERVERS, windowSeconds: 3600 }),
            sumOf(
              rateOf(checkpointsAsked, {}, { ...SERVERS, windowSeconds: 3600 }),
              rateOf(checkpointsTimed, {}, { ...SERVERS, windowSeconds: 3600 }),
            ),
          ),
          {
            ...performance,
            limits: { warning: 0.5 },
            minimum: 10,
            forSeconds: 900,
            summary: "PostgreSQL writes checkpoints before their time ({{ $labels.instance }})",
            description: "{value} of the checkpoints of the last hour came because the log had grown: max_wal_size is too small for the load.",
          },
        ),
        archiveFailures: alertAbove(increaseOf(archiveFailures, {}, { ...SERVERS, windowSeconds: 900 }), {
          ...database,
          limits: { critical: 0 },
          summary: "PostgreSQL cannot archive its log ({{ $labels.instance }})",
          description: "{value} log files could not be archived in 15 minutes: backups end here, and the disk fills up.",
        }),
        unusedSlot: alertBelow(levelOf(slotActive), {
          ...database,
          limits: { warning: 1 },
          forSeconds: 900,
          summary: "Nobody reads replication slot {{ $labels.slot_name }}",
          description: "The server keeps its log for {{ $labels.slot_name }}, which nobody has read for 15 minutes: the disk fills up.",
        }),
        deadRows: alertAbove(
          ratioOf(levelOf(deadRows, {}, EACH_TABLE), sumOf(levelOf(deadRows, {}, EACH_TABLE), levelOf(liveRows, {}, EACH_TABLE))),
          {
            ...performance,
            limits: { warning: 0.2 },
            minimum: 100_000,
            forSeconds: 3600,
            summary: "Over {limit} of the rows of {{ $labels.relname }} are dead",
            description:
              "{value} of the rows of {{ $labels.datname }}.{{ $labels.relname }} are dead: autovacuum does not come after, or something old keeps them.",
          },
        ),
        transactionIds: alertAbove(levelOf(transactionIds), {
          ...database,
          // From 200 million on autovacuum works against it, from 2.1 thousand million on the server takes no more writes.
          limits: { warning: 500_000_000, critical: 1_000_000_000 },
          forSeconds: 900,
          summary: "Database {{ $labels.datname }} runs out of transaction numbers",
          description: "{value} transactions have passed since its oldest row was frozen; at 2.1 thousand million the server stops to take writes.",
        }),
        replicationLag: alertAbove(levelOf(replicationLag), {
          ...database,
          limits: { warning: 30, critical: 300 },
          summary: "A replica is over {limit} behind ({{ $labels.instance }})",
          description: "{{ $labels.instance }} is {value} behind its primary.",
        }),
      },
    },
    options,
  );
}
