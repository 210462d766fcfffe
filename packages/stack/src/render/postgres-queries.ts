import { type Model, type OutputFile, renderYaml } from "@platform/grafana-dashboards";
import { BY_QUERIES } from "../exporters/postgres.ts";

const label = (description: string) => ({ usage: "LABEL", description });
const gauge = (description: string) => ({ usage: "GAUGE", description });

/** Under the names that collectors of later exporters use. */
const QUERIES = {
  pg_replication_slot: {
    query: "SELECT slot_name, active::int AS slot_is_active FROM pg_replication_slots",
    metrics: [{ slot_name: label("Slot") }, { slot_is_active: gauge("1 while somebody reads the slot") }],
  },
  pg_stat_user_tables: {
    query: "SELECT current_database() AS datname, schemaname, relname, n_live_tup, n_dead_tup FROM pg_stat_user_tables",
    metrics: [
      { datname: label("Database") },
      { schemaname: label("Schema") },
      { relname: label("Table") },
      { n_live_tup: gauge("Rows") },
      { n_dead_tup: gauge("Dead rows") },
    ],
  },
  pg_database_wraparound: {
    query: "SELECT datname, age(datfrozenxid) AS age_datfrozenxid_seconds FROM pg_database WHERE datallowconn",
    metrics: [{ datname: label("Database") }, { age_datfrozenxid_seconds: gauge("Transactions since the oldest row was frozen") }],
  },
};

/**
 * Queries for `--extend.query-path` of Postgres exporters before 0.12; later ones have collectors in their place. Nothing where the platform
 * uses no Postgres.
 *
 * @returns `postgres-exporter/queries.yaml`
 * @see https://github.com/prometheus-community/postgres_exporter
 */
export function renderPostgresQueries({ exporters }: Model): readonly OutputFile[] {
  const isUsed = exporters.some(({ metrics }) => BY_QUERIES.every((metric) => metrics.includes(metric)));
  return isUsed ? [{ path: "postgres-exporter/queries.yaml", content: renderYaml(QUERIES) }] : [];
}
