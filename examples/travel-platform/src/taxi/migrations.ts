import type { Migration } from "../database/migrate.ts";

export const migrations: readonly Migration[] = [
  {
    name: "001-drivers-and-rides",
    statements: [
      `CREATE TABLE taxi.driver (
        id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
        name text NOT NULL,
        x double precision NOT NULL,
        y double precision NOT NULL,
        status text NOT NULL CHECK (status IN ('available', 'busy', 'offline'))
      )`,
      `CREATE TABLE taxi.ride (
        id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
        customer_id integer NOT NULL,
        channel text NOT NULL,
        card text NOT NULL,
        pickup_x double precision NOT NULL,
        pickup_y double precision NOT NULL,
        destination_x double precision NOT NULL,
        destination_y double precision NOT NULL,
        amount_minor integer NOT NULL CHECK (amount_minor > 0),
        status text NOT NULL DEFAULT 'requested' CHECK (status IN
          ('requested', 'offered', 'matched', 'riding', 'arrived', 'completed', 'cancelled', 'no_driver', 'payment_failed')),
        driver_id integer REFERENCES taxi.driver,
        declined_by integer[] NOT NULL DEFAULT '{}',
        requested_at timestamptz NOT NULL DEFAULT now(),
        due_at timestamptz NOT NULL DEFAULT now()
      )`,
      "CREATE INDEX ride_under_way ON taxi.ride (status, due_at) WHERE status IN ('requested', 'offered', 'matched', 'riding', 'arrived')",
    ],
  },
  {
    name: "002-drivers",
    statements: [
      `INSERT INTO taxi.driver (name, x, y, status)
      SELECT 'Driver ' || n, (n * 7) % 10 + 0.5, (n * 3) % 10 + 0.5, CASE WHEN n % 6 = 0 THEN 'offline' ELSE 'available' END
      FROM generate_series(1, 60) AS n`,
    ],
  },
];
