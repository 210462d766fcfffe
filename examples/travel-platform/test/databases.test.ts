import { setTimeout as delay } from "node:timers/promises";
import { createMetrics } from "@platform/metrics";
import { Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../src/database/database.ts";
import { startEmbeddedPostgres } from "../src/database/embedded-postgres.ts";
import { migrate } from "../src/database/migrate.ts";
import { createPgDatabase } from "../src/database/pg-database.ts";
import { createCart, putItem } from "../src/ecommerce/cart.ts";
import { checkOut } from "../src/ecommerce/checkout.ts";
import { migrations as shop } from "../src/ecommerce/migrations.ts";
import { book } from "../src/hotel/booking.ts";
import { migrations as hotels } from "../src/hotel/migrations.ts";
import { countRooms, findRooms, type Hotel, listHotels } from "../src/hotel/rooms.ts";
import type { PaymentClient } from "../src/http/payment-client.ts";
import { charge } from "../src/payment/charge.ts";
import { payment } from "../src/payment/definition.ts";
import { migrations as payments } from "../src/payment/migrations.ts";
import { refund } from "../src/payment/refund.ts";
import { JOURNEYS } from "../src/traffic/journeys.ts";
import { runTraffic } from "../src/traffic/run-traffic.ts";
import { readSeries } from "./read-series.ts";
import { startServices } from "./start-processes.ts";
import { findPostgres, startRealPostgres } from "./start-real-postgres.ts";

const folder = findPostgres();

const databases = [
  {
    name: "the embedded Postgres",
    start: async () => {
      const { url, close } = await startEmbeddedPostgres();
      return { url, stop: close };
    },
  },
  ...(folder === undefined ? [] : [{ name: "a Postgres server", start: () => startRealPostgres(folder) }]),
];

test.skipIf(folder !== undefined)("a Postgres server is not tried: there is none on this machine, or only root to run it", () => {});

describe.each(databases)("with $name", ({ start }) => {
  let server: { readonly url: string; stop(): Promise<void> };
  let database: Database;

  beforeAll(async () => {
    server = await start();
    database = createPgDatabase({ url: server.url, maxConnections: 10 });
    await migrate(database, { schema: "ecommerce", migrations: shop });
    await migrate(database, { schema: "hotel", migrations: hotels });
    await migrate(database, { schema: "payment", migrations: payments });
  });

  afterAll(async () => {
    await database?.close();
    await server?.stop();
  });

  const alwaysPaid: PaymentClient = { charge: async () => ({ outcome: "succeeded", paymentId: 1 }), refund: async () => {} };
  const stay = { hotelId: 1, checkIn: "2031-06-01", nights: 2, customerId: 1, card: "card_good" };

  test("a hotel is never booked beyond its rooms, however many book at once", async () => {
    await database.query("INSERT INTO hotel.taken_night SELECT 1, '2031-06-02', rooms - 4 FROM hotel.hotel WHERE id = 1");
    const results = await Promise.all(Array.from({ length: 12 }, () => book(stay, { database, payment: alwaysPaid })));
    expect(results.filter(({ outcome }) => outcome === "confirmed")).toHaveLength(4);
    expect(results.filter(({ outcome }) => outcome === "no_room")).toHaveLength(8);
    const [taken] = await database.query<{ first: number }>(
      "SELECT rooms AS first FROM hotel.taken_night WHERE hotel_id = 1 AND night = '2031-06-01'",
    );
    expect(taken).toEqual({ first: 4 });
  });

  test("a room that could not be paid for is free again", async () => {
    const later = { ...stay, checkIn: "2032-01-01" };
    const neverPaid: PaymentClient = { ...alwaysPaid, charge: async () => ({ outcome: "refused", problem: new Error("refused") as never }) };
    const [hotel] = await listHotels(database, "Prague");
    const free = async () => (await findRooms(database, [hotel as Hotel], later))[0]?.freeRooms;
    expect(await free()).toBe(hotel?.rooms);
    expect((await book({ ...later, hotelId: hotel?.hotelId ?? 0 }, { database, payment: neverPaid })).outcome).toBe("payment_refused");
    expect(await free()).toBe(hotel?.rooms);
  });

  test("tonight's rooms add up in every city", async () => {
    const rooms = await countRooms(database);
    expect(rooms.map(({ city }) => city).sort()).toEqual(["Amsterdam", "Lisbon", "London", "New York", "Prague"]);
    for (const { occupied, free } of rooms) {
      expect(occupied + free).toBe(360);
      expect(occupied / 360).toBeCloseTo(0.6, 1);
    }
  });

  test("a cart is checked out once, however often it is tried, and stock never falls below zero", async () => {
    await database.query("UPDATE ecommerce.product SET stock = 12 WHERE id = 5");
    const carts = await Promise.all([1, 2, 3].map((customerId) => createCart(database, { customerId, channel: "web", currency: "EUR" })));
    await Promise.all(carts.map((cartId, index) => putItem(database, { cartId, customerId: index + 1, productId: 5, quantity: 5 })));
    const attempts = [1, 2, 3].flatMap((customerId) => [customerId, customerId]);
    const outcomes = await Promise.all(
      attempts.map((customerId) =>
        checkOut({ cartId: carts[customerId - 1] as number, customerId, card: "card_good" }, { database, payment: alwaysPaid }).then(
          ({ outcome }) => outcome,
          (error) => error.code,
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === "completed")).toHaveLength(2);
    expect(await database.query("SELECT stock FROM ecommerce.product WHERE id = 5")).toEqual([{ stock: 2 }]);
  });

  test("a charge is made once for its key, and given back once", async () => {
    const metrics = createMetrics(payment.metrics, { registry: new Registry() });
    let authorised = 0;
    const network = {
      authorise: async () => {
        authorised += 1;
        await delay(20);
        return { outcome: "succeeded" } as const;
      },
      refund: () => delay(20).then(() => {}),
    };
    const context = { database, metrics, network };
    const request = { idempotencyKey: "k", customerId: 9, amountMinor: 1234, currency: "EUR", card: "card_good" } as const;
    const attempts = await Promise.allSettled([1, 2, 3, 4].map(() => charge(request, context)));
    expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(authorised).toBe(1);
    const { paymentId } = await charge(request, context);
    const refunds = await Promise.allSettled([1, 2, 3].map(() => refund({ paymentId, customerId: 9, reason: "returned_goods" }, context)));
    expect(refunds.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(refund({ paymentId, customerId: 8, reason: "returned_goods" }, context)).rejects.toThrow("no such payment");
  });
});

test.skipIf(folder === undefined)(
  "all services and journeys work with a Postgres server",
  async ({ onTestFinished }) => {
    const server = await startRealPostgres(folder as string);
    onTestFinished(() => server.stop());
    const running = await startServices({ DATABASE_URL: server.url, RIDE_CLOCK_SPEED: "300" });
    onTestFinished(() => running.stop());
    const traffic = runTraffic({
      gatewayUrl: running.url("api-gateway"),
      journeys: JOURNEYS.map((journey) => ({ ...journey, weight: 1 })),
      visitorsPerSecond: 12,
      maxVisitors: 50,
      thinkSeconds: 0.02,
      seed: 3,
      run: "real",
    });
    onTestFinished(() => void traffic.stop());
    const unseen = () => Object.entries(traffic.summary().journeys).flatMap(([name, { completed }]) => (completed === 0 ? [name] : []));
    await expect.poll(unseen, { timeout: 120_000, interval: 500 }).toEqual([]);
    expect((await traffic.stop()).lastFailure).toBeUndefined();
    for (const name of Object.keys(running.processes)) {
      expect((await readSeries(running.url(name))).get('slo_events_total{slo="availability",outcome="bad"}'), name).toBe(0);
    }
  },
  180_000,
);
