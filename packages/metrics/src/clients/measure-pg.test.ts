import { EventEmitter } from "node:events";
import { setTimeout } from "node:timers/promises";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import pg from "pg";
import { Registry } from "prom-client";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { seriesOf } from "../../test/series-of.ts";
import type { Stoppable } from "../instruments/instrument.ts";
import { measurePg } from "./measure-pg.ts";

let database: PGlite;
let server: PGLiteSocketServer;
let connectionString = "";

beforeAll(async () => {
  database = await PGlite.create();
  await database.exec("CREATE TABLE item (id int PRIMARY KEY)");
  server = new PGLiteSocketServer({ db: database, host: "127.0.0.1", port: 0, maxConnections: 10 });
  await server.start();
  connectionString = `postgres://postgres@${server.getServerConn()}/postgres`;
});

afterAll(async () => {
  await server.stop();
  await database.close();
});

let registry: Registry;
let pool: pg.Pool;
let measurement: Stoppable;

beforeEach(() => {
  registry = new Registry();
  pool = new pg.Pool({ connectionString, max: 2 });
  pool.on("error", () => {});
  measurement = measurePg(pool, { registry, name: "shop" });
});

afterEach(async () => {
  measurement.stop();
  await pool.end();
});

const operations = () => seriesOf(registry, "db_client_operation_duration_seconds_count");

describe("a query counts once by its first keyword", () => {
  const withClient = async (use: (client: pg.PoolClient) => Promise<unknown>) => {
    const client = await pool.connect();
    try {
      await use(client);
    } finally {
      client.release();
    }
  };
  const ended = (query: EventEmitter) => new Promise<void>((resolve, reject) => query.on("end", () => resolve()).on("error", reject));
  const select = { "postgresql SELECT -": 1 };

  test.each<[form: string, run: () => Promise<unknown>, counted: Record<string, number>]>([
    ["of the pool, with a promise", () => pool.query("SELECT 1"), select],
    ["of the pool, with values", () => pool.query("SELECT $1::int", [1]), select],
    ["of the pool, with a callback", () => new Promise<void>((resolve) => pool.query("SELECT 1", () => resolve())), select],
    ["of the pool, with a configuration", () => pool.query({ text: "SELECT $1::int", values: [1], name: "one" }), select],
    ["of a client, with a promise", () => withClient((client) => client.query("SELECT 1")), select],
    [
      "of a client, with values and a callback",
      () => withClient((client) => new Promise<void>((resolve) => client.query("SELECT $1::int", [1], () => resolve()))),
      select,
    ],
    [
      "of a client, with a callback in its configuration",
      () => withClient((client) => new Promise((resolve) => client.query({ text: "SELECT 1", callback: resolve } as never))),
      select,
    ],
    ["of a client, as a query object", () => withClient((client) => ended(client.query(new pg.Query("SELECT 1") as never))), select],
    [
      "in a transaction",
      () =>
        withClient(async (client) => {
          await client.query("BEGIN");
          await client.query("INSERT INTO item VALUES (10)");
          await client.query("ROLLBACK");
        }),
      { "postgresql BEGIN -": 1, "postgresql INSERT -": 1, "postgresql ROLLBACK -": 1 },
    ],
    ["that the database refuses", () => pool.query("SELECT * FROM nothing_here"), { "postgresql SELECT 42P01": 1 }],
    [
      "as a query object that the database refuses",
      () => withClient((client) => ended(client.query(new pg.Query("SELECT * FROM nothing_here") as never))),
      { "postgresql SELECT 42P01": 1 },
    ],
    ["that is no SQL", () => pool.query("hunter2 is my password"), { "postgresql _OTHER 42601": 1 }],
    ["of nothing", () => pool.query(null as never), { "postgresql _OTHER TypeError": 1 }],
  ])("%s", async (_, run, counted) => {
    await run().catch(() => {});
    expect(await operations()).toEqual(counted);
  });
});

test("what a caller gets is what the pool gives", async () => {
  expect((await pool.query("SELECT 7 AS n")).rows).toEqual([{ n: 7 }]);
  await expect(pool.query("SELECT * FROM nothing_here")).rejects.toMatchObject({ code: "42P01" });
  const rows = await new Promise((resolve) => pool.query("SELECT 7 AS n", (_, result) => resolve(result.rows)));
  expect(rows).toEqual([{ n: 7 }]);
  const released = await new Promise<string>((resolve) =>
    pool.connect((_, client, done) => {
      done();
      resolve(typeof client?.query);
    }),
  );
  expect(released).toBe("function");
});

test("the duration is that of the query", async () => {
  await pool.query("SELECT pg_sleep(0.2)");
  const { "postgresql SELECT -": seconds } = await seriesOf(registry, "db_client_operation_duration_seconds_sum");
  expect(seconds).toBeGreaterThan(0.19);
  // In milliseconds it would be 200.
  expect(seconds).toBeLessThan(100);
});

test("a scrape shows the connections of the pool and who waits", async () => {
  const [first, second] = [await pool.connect(), await pool.connect()];
  const waiting = pool.connect();
  expect(await seriesOf(registry, "db_client_connections")).toEqual({ "shop idle": 0, "shop used": 2 });
  expect(await seriesOf(registry, "db_client_connections_max")).toEqual({ shop: 2 });
  expect(await seriesOf(registry, "db_client_pending_requests")).toEqual({ shop: 1 });
  first.release();
  (await waiting).release();
  second.release();
  expect(await seriesOf(registry, "db_client_connections")).toEqual({ "shop idle": 2, "shop used": 0 });
  expect(await seriesOf(registry, "db_client_connection_wait_seconds_count")).toEqual({ shop: 3 });
});

test("a caller who gives up waiting counts as a timeout, and a query that got no connection as CONNECT", async () => {
  const held = [await pool.connect(), await pool.connect()];
  pool.options.connectionTimeoutMillis = 100;
  await expect(pool.query("SELECT 1")).rejects.toThrow("timeout exceeded");
  expect(await seriesOf(registry, "db_client_connection_timeouts_total")).toEqual({ shop: 1 });
  expect(await operations()).toEqual({ "postgresql CONNECT timeout": 1 });
  for (const client of held) {
    client.release();
  }
});

test("a database that is not there is seen", async () => {
  const lost = new pg.Pool({ host: "127.0.0.1", port: 2 });
  const measured = measurePg(lost, { registry, name: "lost" });
  await expect(lost.query("SELECT 1")).rejects.toThrow("ECONNREFUSED");
  expect(await operations()).toEqual({ "postgresql CONNECT ECONNREFUSED": 1 });
  measured.stop();
  await lost.end();
});

test("a connection that breaks within a query is its error", async () => {
  const client = await pool.connect();
  client.on("error", () => {});
  const query = client.query("SELECT pg_sleep(0.3)");
  void setTimeout(30).then(() => (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy());
  await expect(query).rejects.toThrow("Connection terminated");
  client.release(true);
  expect(await operations()).toEqual({ "postgresql SELECT connection_lost": 1 });
});

test("a rejection that nobody handles stays one", async () => {
  const seen: unknown[] = [];
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection").on("unhandledRejection", (reason) => seen.push((reason as { code: string }).code));
  try {
    void pool.query("SELECT * FROM nothing_here");
    await expect.poll(() => seen).toEqual(["42P01"]);
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of listeners) {
      process.on("unhandledRejection", listener);
    }
  }
});

test("a pool is measured once however often it is asked for, and is its own again after the last stop()", async () => {
  const second = measurePg(pool, { registry });
  const client = await pool.connect();
  await client.query("SELECT 1");
  measurement.stop();
  await client.query("SELECT 1");
  expect(await operations()).toEqual({ "postgresql SELECT -": 2 });
  second.stop();
  await client.query("SELECT 1");
  client.release();
  await pool.query("SELECT 1");
  expect(await operations()).toEqual({ "postgresql SELECT -": 2 });
  expect([Object.hasOwn(pool, "connect"), Object.hasOwn(client, "query"), pool.listenerCount("acquire")]).toEqual([false, false, 0]);
  expect(await seriesOf(registry, "db_client_connections")).toEqual({ "shop idle": 0, "shop used": 0 });
});

test("anything but a pool is refused at the start", () => {
  for (const wrong of [undefined, {}, new EventEmitter(), new pg.Client()]) {
    expect(() => measurePg(wrong as never, { registry })).toThrow(expect.objectContaining({ code: "client_unknown" }));
  }
});
