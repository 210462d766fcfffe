import type { MetricRegistry } from "@platform/metrics";
import { measurePg } from "@platform/metrics/clients";
import { tracePg } from "@platform/tracing";
import { type ClientBase, Pool } from "pg";
import type { Database, Queries, Row } from "./database.ts";

export interface PgDatabaseOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  /** Where its pool and queries are measured; nowhere by default. */
  readonly registry?: MetricRegistry | undefined;
  /** Default 5. */
  readonly maxConnections?: number;
  /** Default 5: time to get a connection, and time for one statement. */
  readonly timeoutSeconds?: number;
  /** A connection of the pool broke while nobody used it; the pool opens another. */
  readonly onError?: (error: Error) => void;
}

export function createPgDatabase({ url, registry, maxConnections = 5, timeoutSeconds = 5, onError = () => {} }: PgDatabaseOptions): Database {
  const milliseconds = timeoutSeconds * 1000;
  const pool = new Pool({ connectionString: url, max: maxConnections, connectionTimeoutMillis: milliseconds, query_timeout: milliseconds });
  pool.on("error", onError);
  tracePg(pool);
  const measurement = registry === undefined ? undefined : measurePg(pool, { registry });
  return {
    ...queriesOf(pool),
    async transaction(run) {
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        const result = await run(queriesOf(client));
        await client.query("COMMIT");
        client.release();
        return result;
      } catch (error) {
        await client.query("ROLLBACK").then(
          () => client.release(),
          (broken: Error) => client.release(broken),
        );
        throw error;
      }
    },
    async close() {
      await pool.end();
      measurement?.stop();
    },
  };
}

function queriesOf(connection: Pool | ClientBase): Queries {
  return {
    async query<R extends object = Row>(sql: string, values: readonly unknown[] = []): Promise<readonly R[]> {
      return (await connection.query(sql, [...values])).rows as R[];
    },
  };
}
