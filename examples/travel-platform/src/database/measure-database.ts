import type { Metrics } from "@platform/metrics";
import { DATABASE_OPERATIONS, type DatabaseOperation, type databaseMetrics } from "../definition/database.ts";
import type { Database, Queries, Row } from "./database.ts";

/** The same database, with its queries timed and its pool watched. */
export function measureDatabase(database: Database, metrics: Metrics<typeof databaseMetrics>): Database {
  metrics.dbClientConnectionsMax.set(database.pool().max);
  metrics.dbClientConnections.onCollect((gauge) => {
    const { idle, used } = database.pool();
    gauge.set({ db_client_connection_state: "idle" }, idle);
    gauge.set({ db_client_connection_state: "used" }, used);
  });
  metrics.dbClientPendingRequests.onCollect((gauge) => gauge.set(database.pool().waiting));
  const measured = (queries: Queries): Queries => ({
    async query<R extends object = Row>(sql: string, values?: readonly unknown[]): Promise<readonly R[]> {
      const start = performance.now();
      let outcome: "succeeded" | "failed" = "failed";
      try {
        const rows = await queries.query<R>(sql, values);
        outcome = "succeeded";
        return rows;
      } finally {
        metrics.dbClientOperationDuration.observe({ db_operation_name: operationOf(sql), outcome }, (performance.now() - start) / 1000);
      }
    },
  });
  return { ...database, ...measured(database), transaction: (run) => database.transaction((queries) => run(measured(queries))) };
}

function operationOf(sql: string): DatabaseOperation {
  const word = /^\s*([A-Za-z]+)/.exec(sql)?.[1]?.toUpperCase();
  return DATABASE_OPERATIONS.find((operation) => operation === word) ?? "_OTHER";
}
