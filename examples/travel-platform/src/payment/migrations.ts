import type { Migration } from "../database/migrate.ts";

export const migrations: readonly Migration[] = [
  {
    name: "001-payments",
    statements: [
      `CREATE TABLE payment.payment (
        id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
        idempotency_key text NOT NULL UNIQUE,
        customer_id integer NOT NULL,
        amount_minor integer NOT NULL CHECK (amount_minor > 0),
        currency text NOT NULL,
        status text NOT NULL CHECK (status IN ('pending', 'succeeded', 'refused', 'failed', 'refunding', 'refunded')),
        reason text,
        created_at timestamptz NOT NULL DEFAULT now()
      )`,
      "CREATE INDEX payment_by_customer ON payment.payment (customer_id, created_at)",
      `CREATE TABLE payment.refund (
        payment_id integer PRIMARY KEY REFERENCES payment.payment,
        reason text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`,
    ],
  },
];
