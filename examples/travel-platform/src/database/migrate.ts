import type { Database } from "./database.ts";

/** A step of a schema, never changed once it has run anywhere. */
export interface Migration {
  /** Unique in its schema, and in the order of running. */
  readonly name: string;
  readonly statements: readonly string[];
}

export interface MigrateOptions {
  /** Postgres schema that holds the service's tables, and the list of what has run. */
  readonly schema: string;
  readonly migrations: readonly Migration[];
}

/** Runs what has not run yet, all of it or nothing. Instances that start together wait for each other. */
export async function migrate(database: Database, { schema, migrations }: MigrateOptions): Promise<void> {
  await database.transaction(async ({ query }) => {
    await query("SELECT pg_advisory_xact_lock(hashtext($1))", [`migrate ${schema}`]);
    await query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    await query(`CREATE TABLE IF NOT EXISTS ${schema}.migration (name text PRIMARY KEY, ran_at timestamptz NOT NULL DEFAULT now())`);
    const ran = new Set((await query<{ name: string }>(`SELECT name FROM ${schema}.migration`)).map(({ name }) => name));
    for (const { name, statements } of migrations.filter((migration) => !ran.has(migration.name))) {
      for (const statement of statements) {
        await query(statement);
      }
      await query(`INSERT INTO ${schema}.migration (name) VALUES ($1)`, [name]);
    }
  });
}
