import { EventEmitter } from "node:events";
import { register } from "prom-client";
import { createMetrics } from "../create-metrics.ts";
import { DefinitionError } from "../definition/definition-error.ts";
import type { Stoppable } from "../instruments/instrument.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";
import { shareMeasurement } from "../registry/share-measurement.ts";
import { databaseMetrics } from "../standard/database.ts";
import { errorTypeOf } from "./error-type-of.ts";
import { replaceMethod } from "./replace-method.ts";
import { watchPgClients } from "./watch-pg-clients.ts";
import { type Finish, watchCallback, watchResult } from "./watch-result.ts";

/** The part of a `Pool` of the package pg that is used here. */
export interface PgPool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options: { readonly max?: number };
  connect(...args: never[]): unknown;
}

export interface MeasurePgOptions {
  /** Where the metrics are exposed; prom-client's `register` when left out. */
  readonly registry?: MetricRegistry;
  /** Tells this pool from others of the program. Default `postgresql`. */
  readonly name?: string;
}

/**
 * Measures a pool of the package pg: each query of its clients in `db_client_operation_duration_seconds`, by its first keyword, and its connections,
 * how many wait for one and how long. A connection that could not be had is the operation `CONNECT`, with its error. A query ends when its result is
 * there; a cursor or stream when it was read to its end. Only this pool is touched, and it is as it was after `stop()`.
 *
 * @throws DefinitionError `client_unknown` for anything but a pool; `metric_conflict` if the registry has another metric of one of the names
 */
export function measurePg(pool: PgPool, { registry = register, name = "postgresql" }: MeasurePgOptions = {}): Stoppable {
  if (typeof pool?.totalCount !== "number" || !(pool instanceof EventEmitter)) {
    throw new DefinitionError("client_unknown", "measurePg takes a Pool of the package pg.");
  }
  return shareMeasurement(pool, registry, () => begin(pool, registry, name));
}

function begin(pool: PgPool & EventEmitter, registry: MetricRegistry, name: string): Stoppable {
  const metrics = createMetrics(databaseMetrics, { registry });
  const labels = { db_client_connection_pool_name: name };
  const wait = metrics.dbClientConnectionWait.labels(labels);
  const timeouts = metrics.dbClientConnectionTimeouts.labels(labels);
  timeouts.inc(0);

  const startOperation = (operation: string): Finish => {
    const start = performance.now();
    let finished = false;
    return (error) => {
      if (!finished) {
        finished = true;
        const error_type = error === undefined ? "" : errorTypeOf(error);
        const seconds = (performance.now() - start) / 1000;
        metrics.dbClientOperationDuration.observe({ db_system_name: "postgresql", db_operation_name: operation, error_type }, seconds);
      }
    };
  };

  const startWait = (): Finish => {
    const start = performance.now();
    const failed = startOperation("CONNECT");
    return (error) => {
      wait.observe((performance.now() - start) / 1000);
      if (error !== undefined) {
        timeouts.inc(errorTypeOf(error) === "timeout" ? 1 : 0);
        failed(error);
      }
    };
  };

  const clients = watchPgClients(pool, startOperation);
  const connect = replaceMethod(
    pool,
    "connect",
    (original) =>
      function (callback, ...rest) {
        const finish = startWait();
        const args = typeof callback === "function" ? [watchCallback(callback as never, finish), ...rest] : [callback, ...rest];
        return watchResult(() => Reflect.apply(original, this, args), finish);
      },
  );

  const show = (max: number, idle: number, used: number, waiting: number) => {
    metrics.dbClientConnectionsMax.set(labels, max);
    metrics.dbClientConnections.set({ ...labels, db_client_connection_state: "idle" }, idle);
    metrics.dbClientConnections.set({ ...labels, db_client_connection_state: "used" }, used);
    metrics.dbClientPendingRequests.set(labels, waiting);
  };
  const showPool = () => show(pool.options.max ?? 0, pool.idleCount, pool.totalCount - pool.idleCount, pool.waitingCount);
  showPool();
  const collection = [metrics.dbClientConnectionsMax, metrics.dbClientConnections, metrics.dbClientPendingRequests].map((gauge) =>
    gauge.onCollect(showPool),
  );

  return {
    stop() {
      for (const each of [connect, clients, ...collection]) {
        each.stop();
      }
      show(0, 0, 0, 0);
    },
  };
}
