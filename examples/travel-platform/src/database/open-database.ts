import type { MetricRegistry } from "@platform/metrics";
import { StartFailure } from "../process/start-failure.ts";
import type { Database } from "./database.ts";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";
import { createPgDatabase } from "./pg-database.ts";

export interface OpenDatabaseOptions {
  /** A real Postgres; an embedded one of this process when undefined. */
  readonly url: string | undefined;
  /** Data of the embedded one; in memory when undefined. */
  readonly folder: string | undefined;
  /** Where its pool and queries are measured. */
  readonly registry: MetricRegistry;
}

/**
 * @throws StartFailure `database_unreachable`
 */
export async function openDatabase({ url, folder, registry }: OpenDatabaseOptions): Promise<Database> {
  const embedded = url === undefined ? await startEmbeddedPostgres({ folder }) : undefined;
  const database = createPgDatabase({ url: url ?? (embedded?.url as string), registry, onError: reportBroken });
  try {
    await database.query("SELECT 1");
  } catch (error) {
    await database.close();
    await embedded?.close();
    throw new StartFailure("database_unreachable", `The database at ${hostOf(url)} cannot be reached: ${reasonOf(error)}.`, { cause: error });
  }
  return {
    ...database,
    async close() {
      await database.close();
      await embedded?.close();
    },
  };
}

function reportBroken(error: Error): void {
  console.error(JSON.stringify({ level: "error", error: `A connection to the database broke: ${error.message}` }));
}

/** Without the password. */
function hostOf(url: string | undefined): string {
  return url === undefined ? "127.0.0.1" : new URL(url).host;
}

/** A host with several addresses fails with one error for each. */
function reasonOf(error: unknown): string {
  const { message, code, errors } = error as Error & { code?: string; errors?: Error[] };
  return (message || errors?.[0]?.message || code || "unknown").replaceAll("\n", " ");
}
