import type { Migration } from "../database/migrate.ts";

export const migrations: readonly Migration[] = [
  {
    name: "001-accounts-and-sessions",
    statements: [
      `CREATE TABLE auth.account (
        id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
        email text NOT NULL UNIQUE,
        name text NOT NULL,
        password text NOT NULL,
        failed_logins integer NOT NULL DEFAULT 0,
        locked_until timestamptz,
        created_at timestamptz NOT NULL DEFAULT now()
      )`,
      `CREATE TABLE auth.session (
        token_hash text PRIMARY KEY,
        account_id integer NOT NULL REFERENCES auth.account ON DELETE CASCADE,
        seen_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL
      )`,
      "CREATE INDEX session_expiry ON auth.session (expires_at)",
      "CREATE INDEX session_seen ON auth.session (seen_at)",
    ],
  },
];
