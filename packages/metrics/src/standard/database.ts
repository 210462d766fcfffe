import { DURATION_BUCKETS } from "../definition/buckets.ts";
import { open } from "../definition/label-domain.ts";
import { defineCounter, defineGauge, defineHistogram } from "../definition/metric-definition.ts";
import { ERROR_TYPE } from "./error-type.ts";

const POOL = open({ max: 20 });

/** @see https://opentelemetry.io/docs/specs/semconv/database/database-metrics/#metric-dbclientoperationduration */
export const dbClientOperationDuration = defineHistogram({
  name: "db_client_operation_duration_seconds",
  help: "Time from sending a database operation until its result was there, or it failed.",
  labels: {
    /** `postgresql`, `redis`. */
    db_system_name: open({ max: 10 }),
    /** `SELECT`, `HGET`. */
    db_operation_name: open({ max: 60 }),
    error_type: ERROR_TYPE,
  },
  buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
});

export const dbClientConnections = defineGauge({
  name: "db_client_connections",
  help: "Connections of a pool, by what they are doing.",
  labels: { db_client_connection_pool_name: POOL, db_client_connection_state: ["idle", "used"] },
});

export const dbClientConnectionsMax = defineGauge({
  name: "db_client_connections_max",
  help: "Connections that a pool may have.",
  labels: { db_client_connection_pool_name: POOL },
});

export const dbClientPendingRequests = defineGauge({
  name: "db_client_pending_requests",
  help: "Callers that wait for a connection of a pool.",
  labels: { db_client_connection_pool_name: POOL },
});

export const dbClientConnectionWait = defineHistogram({
  name: "db_client_connection_wait_seconds",
  help: "Time that a caller waited for a connection of a pool.",
  labels: { db_client_connection_pool_name: POOL },
  buckets: DURATION_BUCKETS,
});

export const dbClientConnectionTimeouts = defineCounter({
  name: "db_client_connection_timeouts_total",
  help: "Callers that gave up waiting for a connection of a pool.",
  labels: { db_client_connection_pool_name: POOL },
});

/** A database as its clients see it. */
export const databaseMetrics = {
  dbClientOperationDuration,
  dbClientConnections,
  dbClientConnectionsMax,
  dbClientPendingRequests,
  dbClientConnectionWait,
  dbClientConnectionTimeouts,
} as const;
