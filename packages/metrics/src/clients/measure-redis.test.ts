import { Redis } from "ioredis";
import { Registry } from "prom-client";
import { createClient, createClientPool } from "redis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { seriesOf } from "../../test/series-of.ts";
import { type RunningRedis, startRedis } from "../../test/start-redis.ts";
import type { Stoppable } from "../instruments/instrument.ts";
import { measureRedis } from "./measure-redis.ts";

let server: RunningRedis;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server?.stop());

let registry: Registry;
let measurement: Stoppable;

beforeEach(() => {
  registry = new Registry();
});

/** Commands counted so far: `GET -`, `INCR WRONGTYPE`. */
async function commands(): Promise<Record<string, number>> {
  const series = await seriesOf(registry, "db_client_operation_duration_seconds_count");
  return Object.fromEntries(Object.entries(series).map(([labels, count]) => [labels.replace(/^redis /, ""), count]));
}

async function unhandled(run: () => unknown): Promise<unknown[]> {
  const seen: unknown[] = [];
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection").on("unhandledRejection", (reason) => seen.push(reason));
  try {
    run();
    await new Promise((resolve) => setTimeout(resolve, 100));
    return seen;
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of listeners) {
      process.on("unhandledRejection", listener);
    }
  }
}

describe("ioredis", () => {
  let client: Redis;

  beforeEach(async () => {
    client = new Redis({ port: server.port, lazyConnect: true });
    await client.connect();
    await client.flushall();
    measurement = measureRedis(client, { registry });
  });

  afterEach(() => {
    measurement.stop();
    client.disconnect();
  });

  test.each<[what: string, run: () => Promise<unknown>, counted: Record<string, number>]>([
    ["commands", () => client.set("a", 1).then(() => client.get("a")), { "SET -": 1, "GET -": 1 }],
    ["a command with a callback", () => new Promise((resolve) => client.get("a", resolve)), { "GET -": 1 }],
    ["a command by its name", () => client.call("get", "a"), { "GET -": 1 }],
    ["an error that Redis replies with", () => client.lpush("l", 1).then(() => client.incr("l")), { "LPUSH -": 1, "INCR WRONGTYPE": 1 }],
    ["each command of a pipeline", () => client.pipeline().set("a", 1).incr("a").get("a").exec(), { "SET -": 1, "INCR -": 1, "GET -": 1 }],
    ["each command of a transaction", () => client.multi().set("a", 1).incr("a").exec(), { "MULTI -": 1, "SET -": 1, "INCR -": 1, "EXEC -": 1 }],
    ["a script of its own", () => client.eval("return 1", 0), { "EVAL -": 1 }],
    ["what is no name of a command", () => client.call("secret 4711"), { "_OTHER ERR": 1 }],
  ])("counts %s", async (_, run, counted) => {
    await run().catch(() => {});
    expect(await commands()).toEqual(counted);
  });

  test("gives what the client gives", async () => {
    await client.set("a", "x");
    expect(await client.get("a")).toBe("x");
    expect(await client.getBuffer("a")).toEqual(Buffer.from("x"));
    expect(await client.pipeline().get("a").lpush("a", 1).exec()).toEqual([
      [null, "x"],
      [expect.objectContaining({ message: expect.stringContaining("WRONGTYPE") })],
    ]);
    await expect(client.incr("a")).rejects.toThrow("not an integer");
  });

  test("a command that waits for the connection counts once, with its wait", async () => {
    const late = new Redis({ port: server.port, lazyConnect: true });
    const measured = measureRedis(late, { registry });
    const answer = late.get("a");
    await late.quit();
    expect(await answer).toBeNull();
    expect(await commands()).toMatchObject({ "GET -": 1 });
    measured.stop();
  });

  test("a client that is closed, or finds no server, fails with the error's type", async () => {
    const lost = new Redis({ port: 2, lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
    lost.on("error", () => {});
    const measured = measureRedis(lost, { registry });
    await expect(lost.get("a")).rejects.toThrow();
    measured.stop();
    expect(await commands()).toEqual({ "GET connection_lost": 1 });
  });

  test("a rejection is handled by who handled it without us, and by nobody else", async () => {
    await client.set("a", "x");
    expect(await unhandled(() => client.incr("a"))).toEqual([expect.objectContaining({ message: expect.stringContaining("not an integer") })]);
    expect(await unhandled(() => client.incr("a", () => {}))).toEqual([]);
    expect(await unhandled(() => client.incr("a").catch(() => {}))).toEqual([]);
  });

  test("is measured once, and its own again after stop()", async () => {
    const second = measureRedis(client, { registry });
    await client.get("a");
    measurement.stop();
    second.stop();
    await client.get("a");
    expect(await commands()).toEqual({ "GET -": 1 });
    expect(Object.hasOwn(client, "sendCommand")).toBe(false);
  });
});

describe("the package redis", () => {
  const connect = async () => createClient({ url: `redis://127.0.0.1:${server.port}` }).connect();
  let client: Awaited<ReturnType<typeof connect>>;

  beforeEach(async () => {
    client = await connect();
    await client.flushAll();
    measurement = measureRedis(client, { registry });
  });

  afterEach(() => {
    measurement.stop();
    client.destroy();
  });

  test.each<[what: string, run: () => Promise<unknown>, counted: Record<string, number>]>([
    ["commands", () => client.set("a", 1).then(() => client.get("a")), { "SET -": 1, "GET -": 1 }],
    ["a command by its name", () => client.sendCommand(["get", "a"]), { "GET -": 1 }],
    ["commands of a view of the client", () => client.withTypeMapping({}).get("a"), { "GET -": 1 }],
    ["an error that Redis replies with", () => client.lPush("l", "1").then(() => client.incr("l")), { "LPUSH -": 1, "INCR WRONGTYPE": 1 }],
    ["a transaction", () => client.multi().set("a", 1).incr("a").exec(), { "MULTI -": 1 }],
    ["a pipeline", () => client.multi().set("a", 1).incr("a").execAsPipeline(), { "PIPELINE -": 1 }],
    ["a module's command that the server does not have", () => client.json.get("a"), { "JSON.GET ERR": 1 }],
    ["what is no name of a command", () => client.sendCommand(["secret 4711"]), { "_OTHER ERR": 1 }],
  ])("counts %s", async (_, run, counted) => {
    await run().catch(() => {});
    expect(await commands()).toEqual(counted);
  });

  test("gives what the client gives", async () => {
    await client.set("a", "x");
    expect(await client.get("a")).toBe("x");
    expect(await client.multi().get("a").incr("b").exec()).toEqual(["x", 1]);
    await expect(client.incr("a")).rejects.toThrow("not an integer");
  });

  test("a rejection is handled by who handled it without us, and by nobody else", async () => {
    await client.set("a", "x");
    expect(await unhandled(() => client.incr("a"))).toEqual([expect.objectContaining({ message: expect.stringContaining("not an integer") })]);
    expect(await unhandled(() => client.incr("a").catch(() => {}))).toEqual([]);
    expect(
      await unhandled(() =>
        client
          .multi()
          .incr("a")
          .exec()
          .catch(() => {}),
      ),
    ).toEqual([]);
  });

  test("a client that is closed fails with the error's type", async () => {
    const closed = await connect();
    const measured = measureRedis(closed, { registry });
    closed.destroy();
    await expect(closed.get("a")).rejects.toThrow();
    expect(await commands()).toEqual({ "GET ClientClosedError": 1 });
    measured.stop();
  });

  test("is measured once, and its own again after stop()", async () => {
    const second = measureRedis(client, { registry });
    await client.get("a");
    measurement.stop();
    second.stop();
    await client.get("a");
    await client.multi().get("a").exec();
    expect(await commands()).toEqual({ "GET -": 1 });
  });
});

test("anything but such a client is refused at the start", () => {
  for (const wrong of [undefined, {}, { sendCommand() {} }, createClientPool()]) {
    expect(() => measureRedis(wrong as never, { registry })).toThrow(expect.objectContaining({ code: "client_unknown" }));
  }
});
