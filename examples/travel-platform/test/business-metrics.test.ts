import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../src/database/database.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../src/database/embedded-postgres.ts";
import { createPgDatabase } from "../src/database/pg-database.ts";
import type { Card } from "../src/payment/card-network.ts";
import { createRandom, type Random } from "../src/random.ts";
import { createAccounts } from "../src/traffic/accounts.ts";
import { mistypePassword, register, stray } from "../src/traffic/journeys/account.ts";
import { bookHotel, searchHotels } from "../src/traffic/journeys/hotel.ts";
import { abandonCart, browse, buy, tryStolenCards } from "../src/traffic/journeys/shopping.ts";
import { takeTaxi } from "../src/traffic/journeys/taxi.ts";
import { createVisitor, type Visitor } from "../src/traffic/visitor.ts";
import { readSeries } from "./read-series.ts";
import { type RunningServices, startServices } from "./start-processes.ts";

let postgres: EmbeddedPostgres;
let database: Database;
let running: RunningServices;
const accounts = createAccounts({ random: createRandom(1), run: "test" });

beforeAll(async () => {
  postgres = await startEmbeddedPostgres();
  database = createPgDatabase({ url: postgres.url });
  running = await startServices({ DATABASE_URL: postgres.url, CART_IDLE_SECONDS: "1", RIDE_CLOCK_SPEED: "200", RANDOM_SEED: "2" });
});

afterAll(async () => {
  await running?.stop();
  await database?.close();
  await postgres?.close();
});

interface VisitorTraits {
  readonly card?: Card;
  /** Whether the visitor does what only some do: sends goods back, cancels. */
  readonly fickle?: boolean;
}

function visitorOf({ card = "card_good", fickle = false }: VisitorTraits = {}): Visitor {
  const random: Random = createRandom(7);
  const holder = <T extends { readonly weight: number }>(values: readonly T[]) => values.find((value) => "card" in value && value.card === card);
  return createVisitor({
    gatewayUrl: running.url("api-gateway"),
    channel: "web",
    random: { ...random, chance: () => fickle, weighted: (values) => holder(values) ?? random.weighted(values) },
    thinkSeconds: 0.01,
    signal: AbortSignal.timeout(20_000),
  });
}

/** A journey, and the series that must rise with it: service, then series. */
interface Case {
  readonly when: string;
  readonly run: () => Promise<unknown>;
  readonly rises: readonly (readonly [service: string, series: string])[];
}

const cases: readonly Case[] = [
  {
    when: "a visitor browses",
    run: () => browse(visitorOf()),
    rises: [
      ["api-gateway", 'sessions_total{channel="web"}'],
      [
        "api-gateway",
        'http_client_request_duration_seconds_count{http_request_method="GET",server_address="ecommerce",http_response_status_code="200",error_type=""}',
      ],
      ["ecommerce", 'product_searches_total{outcome="found"}'],
      ["ecommerce", "search_duration_seconds_count"],
      ["ecommerce", 'cache_requests_total{cache="product_search",result="miss"}'],
      ["hotel", 'hotel_searches_total{city="Lisbon",outcome="found"}'],
    ],
  },
  {
    when: "visitors search for the same",
    run: () => Promise.all([browse(visitorOf()), browse(visitorOf())]),
    rises: [["ecommerce", 'cache_requests_total{cache="product_search",result="hit"}']],
  },
  {
    when: "somebody registers",
    run: () => register(visitorOf(), accounts),
    rises: [
      ["auth", 'registrations_total{channel="web"}'],
      ["auth", 'login_attempts_total{outcome="succeeded"}'],
      ["auth", 'token_checks_total{outcome="accepted"}'],
      ["auth", 'notifications_total{medium="email",outcome="sent"}'],
      ["auth", 'db_client_operation_duration_seconds_count{db_system_name="postgresql",db_operation_name="INSERT",error_type=""}'],
    ],
  },
  {
    when: "somebody mistypes the password",
    run: () => mistypePassword(visitorOf(), accounts),
    rises: [["auth", 'login_attempts_total{outcome="invalid"}']],
  },
  {
    when: "somebody mistypes the password again and again",
    run: async () => {
      const visitor = visitorOf();
      const account = await accounts.register(visitor);
      for (let attempt = 0; attempt < 6; attempt += 1) {
        await visitor.post("/sessions", { ...account, password: "something-else" });
      }
    },
    rises: [["auth", 'login_attempts_total{outcome="locked"}']],
  },
  {
    when: "sessions cannot be stored",
    run: async () => {
      await database.query("ALTER TABLE auth.session RENAME TO lost");
      await accounts.logIn(visitorOf()).catch(() => {});
      await database.query("ALTER TABLE auth.lost RENAME TO session");
    },
    rises: [
      ["auth", 'login_attempts_total{outcome="failed"}'],
      ["auth", 'db_client_operation_duration_seconds_count{db_system_name="postgresql",db_operation_name="INSERT",error_type="42P01"}'],
      ["auth", 'slo_events_total{slo="availability",outcome="bad"}'],
    ],
  },
  {
    when: "a token is none of ours",
    run: () => stray(visitorOf()),
    rises: [["auth", 'token_checks_total{outcome="unknown"}']],
  },
  {
    when: "a session has expired",
    run: async () => {
      const visitor = visitorOf();
      await accounts.logIn(visitor);
      await database.query("UPDATE auth.session SET expires_at = now() - interval '1 second'");
      expect((await visitor.post("/carts")).status).toBe(401);
    },
    rises: [["auth", 'token_checks_total{outcome="expired"}']],
  },
  {
    when: "a customer buys and sends everything back",
    run: () => buy(visitorOf({ fickle: true }), accounts),
    rises: [
      ["api-gateway", 'sessions_converted_total{channel="web"}'],
      ["ecommerce", 'carts_created_total{channel="web"}'],
      ["ecommerce", 'orders_total{channel="web",outcome="completed"}'],
      ["ecommerce", "order_value_count"],
      ["ecommerce", "revenue_total"],
      ["payment", 'payment_attempts_total{outcome="succeeded"}'],
      ["payment", 'fraud_checks_total{outcome="passed"}'],
      ["payment", 'card_network_duration_seconds_count{operation="authorise"}'],
      ["payment", "refunds_total"],
      ["payment", "refunded_amount_total"],
    ],
  },
  {
    when: "a card is empty",
    run: () => buy(visitorOf({ card: "card_empty" }), accounts),
    rises: [
      ["ecommerce", 'orders_total{channel="web",outcome="payment_refused"}'],
      ["payment", 'payment_attempts_total{outcome="refused"}'],
      ["payment", 'payment_failures_total{reason="insufficient_funds"}'],
    ],
  },
  {
    when: "the card network does not answer",
    run: () => buy(visitorOf({ card: "card_unreachable" }), accounts),
    rises: [
      ["ecommerce", 'orders_total{channel="web",outcome="failed"}'],
      ["payment", 'payment_attempts_total{outcome="failed"}'],
      ["payment", 'payment_failures_total{reason="network_timeout"}'],
    ],
  },
  {
    when: "a product is sold out",
    run: async () => {
      const visitor = visitorOf();
      await accounts.logIn(visitor);
      const { cartId } = (await visitor.post<{ cartId: number }>("/carts")).body;
      await visitor.post(`/carts/${cartId}/items`, { productId: 1, quantity: 20 });
      await database.query("UPDATE ecommerce.product SET stock = 15 WHERE id = 1");
      expect((await visitor.post(`/carts/${cartId}/checkout`, { card: "card_good" })).status).toBe(409);
    },
    rises: [["ecommerce", 'orders_total{channel="web",outcome="out_of_stock"}']],
  },
  {
    when: "a cart is left alone",
    run: () => abandonCart(visitorOf(), accounts),
    rises: [["ecommerce", 'carts_abandoned_total{channel="web"}']],
  },
  {
    when: "somebody tries stolen cards",
    run: () => tryStolenCards(visitorOf(), accounts),
    rises: [
      ["payment", 'fraud_checks_total{outcome="detected"}'],
      ["payment", 'payment_failures_total{reason="fraud_suspected"}'],
    ],
  },
  {
    when: "a visitor compares hotels",
    run: () => searchHotels(visitorOf()),
    rises: [
      ["hotel", "hotel_searches_total"],
      ["hotel", "search_duration_seconds_count"],
      ["hotel", 'cache_requests_total{cache="hotels",result="miss"}'],
    ],
  },
  {
    when: "a customer books a room",
    run: () => bookHotel(visitorOf(), accounts),
    rises: [
      ["hotel", 'booking_attempts_total{outcome="confirmed"}'],
      ["hotel", "nights_booked_total"],
      ["hotel", "revenue_total"],
      ["hotel", 'notifications_total{medium="email",outcome="sent"}'],
    ],
  },
  {
    when: "a customer books a room for tonight",
    run: async () => {
      const visitor = visitorOf();
      await accounts.logIn(visitor);
      const [hotel] = await database.query('SELECT id AS "hotelId", current_date::text AS "checkIn" FROM hotel.hotel WHERE city = \'Amsterdam\'');
      expect((await visitor.post("/bookings", { ...hotel, nights: 1, card: "card_good" })).status).toBe(201);
    },
    rises: [["hotel", 'hotel_rooms{city="Amsterdam",state="occupied"}']],
  },
  {
    when: "a customer cancels a booking",
    run: () => bookHotel(visitorOf({ fickle: true }), accounts),
    rises: [
      ["hotel", "bookings_cancelled_total"],
      ["payment", "refunds_total"],
    ],
  },
  {
    when: "a room cannot be paid for",
    run: () => bookHotel(visitorOf({ card: "card_expired" }), accounts),
    rises: [
      ["hotel", 'booking_attempts_total{outcome="payment_refused"}'],
      ["payment", 'payment_failures_total{reason="card_expired"}'],
    ],
  },
  {
    when: "a hotel is full",
    run: async () => {
      const visitor = visitorOf();
      await accounts.logIn(visitor);
      await database.query("INSERT INTO hotel.taken_night SELECT id, '2030-01-02', rooms FROM hotel.hotel WHERE id = 1");
      expect((await visitor.post("/bookings", { hotelId: 1, checkIn: "2030-01-01", nights: 3, card: "card_good" })).status).toBe(409);
    },
    rises: [["hotel", 'booking_attempts_total{outcome="no_room"}']],
  },
  {
    when: "a customer takes a taxi",
    run: () => takeTaxi(visitorOf(), accounts),
    rises: [
      ["taxi", 'ride_requests_total{channel="web"}'],
      ["taxi", "ride_matching_duration_seconds_count"],
      ["taxi", "ride_wait_duration_seconds_count"],
      ["taxi", 'rides_total{outcome="completed"}'],
      ["taxi", "revenue_total"],
      ["taxi", 'notifications_total{medium="push",outcome="sent"}'],
    ],
  },
  {
    when: "a ride cannot be paid for",
    run: () => takeTaxi(visitorOf({ card: "card_empty" }), accounts),
    rises: [["taxi", 'rides_total{outcome="payment_failed"}']],
  },
  {
    when: "a customer cancels a ride",
    run: async () => {
      const visitor = visitorOf();
      await accounts.logIn(visitor);
      const place = { x: 1, y: 1 };
      const { id } = (await visitor.post<{ id: number }>("/rides", { pickup: place, destination: place, card: "card_good" })).body;
      expect((await visitor.post(`/rides/${id}/cancellation`)).status).toBe(201);
    },
    rises: [["taxi", 'rides_total{outcome="cancelled"}']],
  },
  {
    when: "no driver is on duty",
    run: async () => {
      await database.query("UPDATE taxi.driver SET status = 'offline' WHERE status = 'available'");
      await takeTaxi(visitorOf(), accounts);
      await database.query("UPDATE taxi.driver SET status = 'available' WHERE status = 'offline'");
    },
    rises: [
      ["taxi", 'rides_total{outcome="no_driver"}'],
      ["taxi", 'ride_matching_duration_seconds_bucket{le="+Inf"}'],
      ["taxi", 'drivers{state="available"}'],
    ],
  },
];

/** Sum of the series that are, or begin with, a name. */
function sumOf(series: ReadonlyMap<string, number>, name: string): number {
  const matching = [...series].filter(([key]) => key === name || key.startsWith(`${name}{`));
  expect(matching, `there is no series ${name}`).not.toHaveLength(0);
  return matching.reduce((sum, [, value]) => sum + value, 0);
}

describe("every business metric follows what customers do", () => {
  test.each(cases)("when $when", async ({ run, rises }) => {
    const before = new Map(await Promise.all(rises.map(async ([service]) => [service, await readSeries(running.url(service))] as const)));
    await run();
    for (const [service, name] of rises) {
      const start = sumOrZero(before.get(service) as Map<string, number>, name);
      await expect.poll(async () => sumOf(await readSeries(running.url(service)), name), { message: name }).toBeGreaterThan(start);
    }
  });

  /** Series of open labels begin with their first sample. */
  const sumOrZero = (series: ReadonlyMap<string, number>, name: string) =>
    [...series].filter(([key]) => key === name || key.startsWith(`${name}{`)).reduce((sum, [, value]) => sum + value, 0);
});

test("gauges are read when they are scraped", async () => {
  const auth = await readSeries(running.url("auth"));
  expect(auth.get("active_users")).toBeGreaterThanOrEqual(1);
  expect(auth.get("login_sessions")).toBeGreaterThanOrEqual(1);
  expect(auth.get('db_client_connections_max{db_client_connection_pool_name="postgresql"}')).toBe(5);
  const taxi = await readSeries(running.url("taxi"));
  const drivers = ["available", "busy", "offline"].map((state) => taxi.get(`drivers{state="${state}"}`) as number);
  expect(drivers.reduce((sum, value) => sum + value)).toBe(60);
});
