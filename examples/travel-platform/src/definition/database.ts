import { defineGauge, defineHistogram } from "@platform/metrics/define";

export const DATABASE_OPERATIONS = ["SELECT", "INSERT", "UPDATE", "DELETE", "_OTHER"] as const;
export type DatabaseOperation = (typeof DATABASE_OPERATIONS)[number];

/** @see https://opentelemetry.io/docs/specs/semconv/database/database-metrics/ */
export const dbClientOperationDuration = defineHistogram({
  name: "db_client_operation_duration_seconds",
  help: "Time from sending a query to the database until its rows were read; a statement with a WITH clause counts as _OTHER.",
  labels: { db_operation_name: DATABASE_OPERATIONS, outcome: ["succeeded", "failed"] },
  buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
});

export const dbClientConnections = defineGauge({
  name: "db_client_connections",
  help: "Connections of the pool, by whether a query holds them.",
  labels: { db_client_connection_state: ["idle", "used"] },
});

export const dbClientConnectionsMax = defineGauge({
  name: "db_client_connections_max",
  help: "Connections that the pool may open.",
});

export const dbClientPendingRequests = defineGauge({
  name: "db_client_connection_pending_requests",
  help: "Queries that wait for a connection of the pool.",
});

export const databaseMetrics = { dbClientOperationDuration, dbClientConnections, dbClientConnectionsMax, dbClientPendingRequests } as const;
