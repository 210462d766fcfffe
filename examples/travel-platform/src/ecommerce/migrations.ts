import type { Migration } from "../database/migrate.ts";

export const migrations: readonly Migration[] = [
  {
    name: "001-shop",
    statements: [
      `CREATE TABLE ecommerce.product (
        id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
        name text NOT NULL UNIQUE,
        description text NOT NULL,
        stock integer NOT NULL CHECK (stock >= 0),
        words tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('english', name || ' ' || description)) STORED
      )`,
      "CREATE INDEX product_words ON ecommerce.product USING gin (words)",
      `CREATE TABLE ecommerce.price (
        product_id integer NOT NULL REFERENCES ecommerce.product,
        currency text NOT NULL,
        amount_minor integer NOT NULL CHECK (amount_minor > 0),
        PRIMARY KEY (product_id, currency)
      )`,
      `CREATE TABLE ecommerce.cart (
        id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
        customer_id integer NOT NULL,
        channel text NOT NULL,
        currency text NOT NULL,
        status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'checking_out', 'ordered', 'abandoned')),
        touched_at timestamptz NOT NULL DEFAULT now()
      )`,
      "CREATE INDEX cart_by_age ON ecommerce.cart (touched_at) WHERE status = 'open'",
      `CREATE TABLE ecommerce.cart_item (
        cart_id integer NOT NULL REFERENCES ecommerce.cart,
        product_id integer NOT NULL REFERENCES ecommerce.product,
        quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 20),
        PRIMARY KEY (cart_id, product_id)
      )`,
      `CREATE TABLE ecommerce.customer_order (
        id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
        cart_id integer NOT NULL REFERENCES ecommerce.cart,
        customer_id integer NOT NULL,
        amount_minor integer NOT NULL,
        currency text NOT NULL,
        status text NOT NULL CHECK (status IN ('pending', 'paid', 'failed', 'refunded')),
        payment_id integer,
        created_at timestamptz NOT NULL DEFAULT now()
      )`,
    ],
  },
  {
    name: "002-catalogue",
    statements: [
      `INSERT INTO ecommerce.product (name, description, stock)
      SELECT style || ' ' || item, purpose, 200
      FROM unnest(ARRAY['Light', 'Sturdy', 'Folding', 'Waterproof', 'Classic', 'Small', 'Large', 'Recycled', 'Padded', 'Quick-dry']) AS style,
        (VALUES
          ('suitcase', 'Four wheels and a lock for long journeys'), ('backpack', 'Carry-on size with a laptop pocket'),
          ('travel pillow', 'Sleep upright on planes and trains'), ('rain jacket', 'Keeps wind and weather out'),
          ('water bottle', 'Keeps drinks cold for a day'), ('power adapter', 'Charges phone and laptop in 150 countries'),
          ('city guide', 'Maps and walks for a long weekend'), ('first aid kit', 'For blisters, cuts and headaches'),
          ('packing cubes', 'Order in any suitcase'), ('beach towel', 'Takes little room and leaves the sand behind'),
          ('walking shoes', 'From cobblestones to coast paths'), ('headlamp', 'Hands free on dark paths'))
        AS items (item, purpose)`,
      `INSERT INTO ecommerce.price (product_id, currency, amount_minor)
      SELECT id, currency, round((900 + (id * 37) % 60 * 250) * factor)::integer
      FROM ecommerce.product, (VALUES ('EUR', 1.0), ('GBP', 0.86), ('USD', 1.09)) AS rate (currency, factor)`,
    ],
  },
];
