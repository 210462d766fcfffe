import { connect } from "node:net";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres.ts";
import { migrate } from "./migrate.ts";
import { createPgDatabase } from "./pg-database.ts";
import { OPENING } from "./wire-message.ts";

let postgres: EmbeddedPostgres;

beforeAll(async () => {
  postgres = await startEmbeddedPostgres({ idleTransactionSeconds: 0.5 });
});
afterAll(() => postgres?.close());

async function connected(): Promise<Client> {
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  return client;
}

describe("the embedded Postgres", () => {
  test("serves parameters, types and text of any language", async () => {
    const client = await connected();
    const { rows } = await client.query("SELECT $1::integer + 1 AS number, $2::text AS text, $3::integer[] AS list, true AS truth", [
      41,
      "naïve 旅",
      [1, 2],
    ]);
    expect(rows).toEqual([{ number: 42, text: "naïve 旅", list: [1, 2], truth: true }]);
    await client.end();
  });

  test("goes on after a wrong statement, alone or in a transaction", async () => {
    const client = await connected();
    await expect(client.query("SELECT nothing")).rejects.toThrow('column "nothing" does not exist');
    await expect(client.query("SELECT $1::integer", ["x"])).rejects.toThrow("invalid input syntax");
    await client.query("BEGIN");
    await expect(client.query("SELECT nothing")).rejects.toThrow();
    await expect(client.query("SELECT 1")).rejects.toThrow("current transaction is aborted");
    await client.query("ROLLBACK");
    expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    await client.end();
  });

  test("keeps the transactions of many clients apart", async () => {
    const databases = [1, 2, 3].map(() => createPgDatabase({ url: postgres.url }));
    await databases[0]?.query("CREATE TABLE counter (value integer)");
    await databases[0]?.query("INSERT INTO counter VALUES (0)");
    const increments = Array.from({ length: 60 }, async (_, index) => {
      const work = databases[index % 3]?.transaction(async ({ query }) => {
        const [row] = await query<{ value: number }>("SELECT value FROM counter");
        await query("UPDATE counter SET value = $1", [(row?.value ?? 0) + 1]);
        if (index % 10 === 0) {
          throw new Error("rolled back");
        }
      });
      await work?.catch(() => {});
    });
    await Promise.all(increments);
    expect(await databases[1]?.query("SELECT value FROM counter")).toEqual([{ value: 54 }]);
    await Promise.all(databases.map((database) => database.close()));
  });

  test("rolls back what a client leaves open when it goes", async () => {
    const [one, other] = [await connected(), await connected()];
    await one.query("CREATE TABLE left_open (value integer)");
    await one.query("BEGIN");
    await one.query("INSERT INTO left_open VALUES (1)");
    await one.end();
    expect((await other.query("SELECT * FROM left_open")).rows).toEqual([]);
    await other.end();
  });

  test("drops a client that keeps everybody waiting with an open transaction", async () => {
    const [idle, other] = [await connected(), await connected()];
    const dropped = new Promise((resolve) => idle.once("error", resolve));
    await idle.query("BEGIN");
    await idle.query("CREATE TABLE never (value integer)");
    expect((await other.query("SELECT to_regclass('never') AS never")).rows).toEqual([{ never: null }]);
    await dropped;
    await other.end();
  });

  test.each([
    ["a request to cancel", Buffer.from([0, 0, 0, 16, 4, 210, 22, 46, 0, 0, 0, 0, 0, 0, 0, 0])],
    ["an unknown protocol", Buffer.from([0, 0, 0, 8, 0, 2, 0, 0])],
    ["a message of no possible length", Buffer.from([0, 0, 0, 1, 0, 0, 0, 0])],
    ["something else entirely", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
  ])("hangs up on %s, and serves others", async (_what, bytes) => {
    const socket = connect(postgres.port, "127.0.0.1");
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => {}).resume();
    socket.write(bytes);
    await closed;
    const client = await connected();
    expect((await client.query("SELECT 1 AS one")).rows).toHaveLength(1);
    await client.end();
  });

  test("speaks without encryption when it is asked for it, a byte at a time too", async () => {
    const socket = connect(postgres.port, "127.0.0.1").setNoDelay(true);
    const request = Buffer.alloc(8);
    request.writeUInt32BE(8);
    request.writeUInt32BE(OPENING.ssl, 4);
    const answer = new Promise((resolve) => socket.once("data", (data) => resolve(data.toString())));
    for (const byte of request) {
      socket.write(Buffer.from([byte]));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(await answer).toBe("N");
    socket.destroy();
  });

  test("refuses a port that is taken", async () => {
    await expect(startEmbeddedPostgres({ port: postgres.port })).rejects.toThrow("EADDRINUSE");
  });
});

describe("migrations", () => {
  const first = { name: "001", statements: ["CREATE TABLE shelf.book (title text)", "INSERT INTO shelf.book VALUES ('Travels')"] };

  test("run once, whoever starts at the same time", async () => {
    const databases = [1, 2, 3].map(() => createPgDatabase({ url: postgres.url }));
    await Promise.all(databases.map((database) => migrate(database, { schema: "shelf", migrations: [first] })));
    expect(await databases[0]?.query("SELECT title FROM shelf.book")).toEqual([{ title: "Travels" }]);
    await Promise.all(databases.map((database) => database.close()));
  });

  test("that fail leave nothing behind", async () => {
    const database = createPgDatabase({ url: postgres.url });
    const second = { name: "002", statements: ["CREATE TABLE shelf.half (done integer)", "CREATE TABLE nonsense"] };
    await expect(migrate(database, { schema: "shelf", migrations: [first, second] })).rejects.toThrow("syntax error");
    expect(await database.query("SELECT to_regclass('shelf.half') AS half")).toEqual([{ half: null }]);
    await migrate(database, { schema: "shelf", migrations: [first, { name: "002", statements: ["CREATE TABLE shelf.whole (done integer)"] }] });
    expect(await database.query("SELECT name FROM shelf.migration ORDER BY name")).toEqual([{ name: "001" }, { name: "002" }]);
    await database.close();
  });
});
