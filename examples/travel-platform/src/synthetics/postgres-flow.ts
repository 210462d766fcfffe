import { randomUUID } from "node:crypto";
import { check, defineFlow, type FlowDefinition } from "@platform/synthetics/define";
import pg from "pg";
import { timesOf } from "./customer.ts";

/** Writes a row to Postgres on one connection, reads it on another, and takes it away. */
export function postgresWriteAndRead(everySeconds: number): FlowDefinition {
  return defineFlow("postgres-write-and-read", {
    ...timesOf(everySeconds),
    state: () => ({ id: randomUUID(), written: false }),
    steps: {
      write: ({ state, variables, signal }) =>
        withConnection(variables.DATABASE_URL, signal, async (client) => {
          await client.query("CREATE SCHEMA IF NOT EXISTS synthetics");
          await client.query("CREATE TABLE IF NOT EXISTS synthetics.written (id text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())");
          await client.query("INSERT INTO synthetics.written (id) VALUES ($1)", [state.id]);
          return { written: true };
        }),
      read: ({ state, variables, signal }) =>
        withConnection(variables.DATABASE_URL, signal, async (client) => {
          const { rows } = await client.query("SELECT id FROM synthetics.written WHERE id = $1", [state.id]);
          check(rows.length === 1, `a row that was written is there ${rows.length} times`);
        }),
    },
    cleanup: async ({ state, variables, signal }) => {
      if (state.written) {
        await withConnection(variables.DATABASE_URL, signal, (client) => client.query("DELETE FROM synthetics.written WHERE id = $1", [state.id]));
      }
    },
  });
}

async function withConnection<T>(url: string | undefined, signal: AbortSignal, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  // A connection that breaks while nobody waits for an answer must not end the process.
  client.on("error", () => {});
  const end = () => void client.end().catch(() => {});
  signal.addEventListener("abort", end, { once: true });
  try {
    await client.connect();
    return await use(client);
  } finally {
    signal.removeEventListener("abort", end);
    await client.end().catch(() => {});
  }
}
