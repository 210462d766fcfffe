import { register } from "prom-client";
import { createMetrics } from "../create-metrics.ts";
import { DefinitionError } from "../definition/definition-error.ts";
import type { Stoppable } from "../instruments/instrument.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";
import { shareMeasurement } from "../registry/share-measurement.ts";
import { dbClientOperationDuration } from "../standard/database.ts";
import { errorTypeOf } from "./error-type-of.ts";
import { measureIoredis } from "./ioredis-commands.ts";
import { measureNodeRedis } from "./node-redis-commands.ts";
import type { Finish } from "./watch-result.ts";

/** A client of ioredis (`Redis`, `Cluster`) or of the package redis (`createClient`). */
export interface RedisClient {
  sendCommand(...args: never[]): unknown;
}

export interface MeasureRedisOptions {
  /** Where the metric is exposed; prom-client's `register` when left out. */
  readonly registry?: MetricRegistry;
}

/** Begins to measure one command, given its name. */
export type StartCommand = (name: unknown) => Finish;

/** `GET`, `FT.SEARCH`; whatever else stands in a command's place is no name. */
const COMMAND = /^[A-Z][A-Z_.]{0,31}$/;

/**
 * Measures the commands of one Redis client in `db_client_operation_duration_seconds`, by name, from the call until the reply: the time in the
 * queue of a client that is not connected counts. With ioredis each command of a pipeline or transaction is an operation; the package redis sends
 * them as one, `MULTI` or `PIPELINE`. Only this client is touched, no copy of it, and it is as it was after `stop()`.
 *
 * @throws DefinitionError `client_unknown` for anything but such a client; `metric_conflict` if the registry has another metric of that name
 */
export function measureRedis(client: RedisClient, { registry = register }: MeasureRedisOptions = {}): Stoppable {
  const measure = isIoredis(client) ? measureIoredis : isNodeRedis(client) ? measureNodeRedis : undefined;
  if (measure === undefined) {
    throw new DefinitionError(
      "client_unknown",
      "measureRedis takes a Redis or Cluster of ioredis, or a client of createClient of the package redis.",
    );
  }
  return shareMeasurement(client, registry, () => {
    const { duration } = createMetrics({ duration: dbClientOperationDuration }, { registry });
    return measure(client as never, (name) => {
      const start = performance.now();
      const text = String(name).toUpperCase();
      let finished = false;
      return (error) => {
        if (!finished) {
          finished = true;
          const error_type = error === undefined ? "" : errorTypeOf(error);
          const db_operation_name = COMMAND.test(text) ? text : "_OTHER";
          duration.observe({ db_system_name: "redis", db_operation_name, error_type }, (performance.now() - start) / 1000);
        }
      };
    });
  });
}

function isIoredis(client: object): boolean {
  return has(client, "sendCommand", "function") && has(client, "status", "string");
}

function isNodeRedis(client: object): boolean {
  return has(client, "sendCommand", "function") && has(client, "isReady", "boolean") && has(client, "_executeMulti", "function");
}

function has(client: object, name: string, type: string): boolean {
  return typeof client === "object" && client !== null && typeof Reflect.get(client, name) === type;
}
