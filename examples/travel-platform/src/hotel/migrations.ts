import type { Migration } from "../database/migrate.ts";

export const migrations: readonly Migration[] = [
  {
    name: "001-hotels",
    statements: [
      `CREATE TABLE hotel.hotel (
        id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
        name text NOT NULL UNIQUE,
        city text NOT NULL,
        rooms integer NOT NULL CHECK (rooms > 0),
        price_minor integer NOT NULL CHECK (price_minor > 0),
        currency text NOT NULL
      )`,
      "CREATE INDEX hotel_by_city ON hotel.hotel (city)",
      `CREATE TABLE hotel.taken_night (
        hotel_id integer NOT NULL REFERENCES hotel.hotel,
        night date NOT NULL,
        rooms integer NOT NULL CHECK (rooms >= 0),
        PRIMARY KEY (hotel_id, night)
      )`,
      `CREATE TABLE hotel.booking (
        id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
        hotel_id integer NOT NULL REFERENCES hotel.hotel,
        customer_id integer NOT NULL,
        check_in date NOT NULL,
        nights integer NOT NULL CHECK (nights BETWEEN 1 AND 30),
        amount_minor integer NOT NULL,
        currency text NOT NULL,
        status text NOT NULL CHECK (status IN ('pending', 'confirmed', 'failed', 'cancelled')),
        payment_id integer,
        created_at timestamptz NOT NULL DEFAULT now()
      )`,
    ],
  },
  {
    name: "002-catalogue",
    statements: [
      `INSERT INTO hotel.hotel (name, city, rooms, price_minor, currency)
      SELECT style || ' ' || city, city, 40 + 20 * rank::integer, price + 4000 * rank::integer, currency
      FROM (VALUES ('Amsterdam', 11000, 'EUR'), ('Lisbon', 8000, 'EUR'), ('London', 12000, 'GBP'), ('New York', 15000, 'USD'), ('Prague', 7000, 'EUR'))
          AS cities (city, price, currency),
        unnest(ARRAY['Hostel', 'Garden Inn', 'Station Hotel', 'Grand Hotel']) WITH ORDINALITY AS styles (style, rank)`,
    ],
  },
  {
    name: "003-guests-of-the-coming-year",
    statements: [
      `INSERT INTO hotel.taken_night (hotel_id, night, rooms)
      SELECT id, current_date + ahead, rooms * (60 + 5 * (ahead % 3)) / 100 FROM hotel.hotel, generate_series(0, 365) AS ahead`,
    ],
  },
];
