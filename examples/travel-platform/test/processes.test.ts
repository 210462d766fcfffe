import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "@platform/stack";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { services } from "../src/services.ts";
import { readSeries } from "./read-series.ts";
import { type EndedProcess, type RunningProcess, type RunningServices, startProcess, startServices } from "./start-processes.ts";

let database: RunningProcess;
let running: RunningServices;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "travel-"));
  database = (await startProcess("database", { DATABASE_FOLDER: folder })) as RunningProcess;
  running = await startServices({ DATABASE_URL: String(database.ready.url) });
});

afterAll(async () => {
  await running?.stop();
  await database?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Requests that a service has answered so far. */
async function answered(service: string): Promise<number> {
  const series = await readSeries(running.url(service));
  return [...series].reduce((sum, [name, value]) => (name.startsWith("http_server_request_duration_seconds_count{") ? sum + value : sum), 0);
}

const hasPromtool = spawnSync("promtool", ["--version"]).status === 0;

/** It takes a fraction of a second where the machine has nothing else to do, and the requests that are not waited for 30. */
const SOON = 20;

describe("the processes", () => {
  test("say what they are and where, in one line of JSON", () => {
    for (const { name } of services) {
      expect(running.processes[name]?.ready).toEqual({
        ready: name,
        pid: running.processes[name]?.child.pid,
        startSeconds: expect.any(Number),
        port: expect.any(Number),
        adminPort: expect.any(Number),
      });
    }
    expect(database.ready).toMatchObject({ ready: "database", url: `postgres://postgres@127.0.0.1:${database.ready.port}/postgres` });
  });

  test.each(services.map(({ name }) => [name]))("%s is alive and ready", async (name) => {
    expect((await fetch(`${running.url(name)}/healthz`)).status).toBe(200);
    expect((await fetch(`${running.url(name)}/readyz`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${database.ready.adminPort}/readyz`)).status).toBe(200);
  });

  test.skipIf(!hasPromtool).each(services.map(({ name }) => [name]))("promtool accepts /metrics of %s", async (name) => {
    const text = await (await fetch(`${running.url(name)}/metrics`)).text();
    expect(() => execFileSync("promtool", ["check", "metrics"], { input: text, stdio: ["pipe", "ignore", "pipe"] })).not.toThrow();
  });

  test("traffic sends visitors until SIGTERM, then says what became of them", async () => {
    const traffic = (await startProcess("traffic", {
      API_GATEWAY_URL: running.url("api-gateway"),
      TRAFFIC_VISITORS_PER_SECOND: "20",
      TRAFFIC_THINK_SECONDS: "0.01",
    })) as RunningProcess;
    const last = new Promise<string>((resolve) => traffic.child.stdout?.on("data", (data) => resolve(String(data))));
    await vi.waitFor(async () => expect(await answered("api-gateway")).toBeGreaterThan(150), { timeout: 20_000, interval: 200 });
    expect(await traffic.stop()).toBeLessThan(SOON);
    expect(traffic.child.exitCode).toBe(0);
    const summary = JSON.parse(await last);
    expect(summary).toMatchObject({ stopped: "traffic", journeys: { browse: { completed: expect.any(Number), failed: 0 } } });
    expect(summary.journeys.browse.completed).toBeGreaterThan(1);
    expect(summary.lastFailure).toBeUndefined();
  });
});

describe("a process that cannot start says why in one line and exits with 3", () => {
  const cases: [why: string, process: string, environment: () => Promise<Record<string, string>>, line: RegExp][] = [
    [
      "its port is in use",
      "auth",
      async () => ({ PORT: String(running.processes.auth?.ready.port) }),
      /^auth: Port \d+ is in use .* \[port_taken\]\n$/,
    ],
    [
      "its admin port is in use",
      "auth",
      async () => ({ ADMIN_PORT: String(running.processes.auth?.ready.adminPort) }),
      /^auth: Port \d+ is in use .* \[port_taken\]\n$/,
    ],
    [
      "its database does not answer",
      "hotel",
      async () => ({ DATABASE_URL: `postgres://someone:secret@127.0.0.1:${await findFreePort()}/travel` }),
      /^hotel: The database at 127\.0\.0\.1:\d+ cannot be reached: connect ECONNREFUSED .* \[database_unreachable\]\n$/,
    ],
    [
      "a number is none",
      "taxi",
      async () => ({ RIDE_CLOCK_SPEED: "fast" }),
      /^taxi: RIDE_CLOCK_SPEED is a number .* got "fast"\. \[setting_invalid\]\n$/,
    ],
    ["a URL is none", "hotel", async () => ({ PAYMENT_URL: "payment" }), /^hotel: PAYMENT_URL is not a URL\. \[setting_invalid\]\n$/],
    [
      "the database's port is in use",
      "database",
      async () => ({ PORT: String(database.ready.port) }),
      /^database: Port \d+ is in use .* \[port_taken\]\n$/,
    ],
  ];

  test.each(cases)("%s", async (_why, name, environment, line) => {
    const ended = (await startProcess(name, { DATABASE_URL: String(database.ready.url), ...(await environment()) })) as EndedProcess;
    expect(ended).toEqual({ code: 3, errors: expect.stringMatching(line) });
    expect(ended.errors).not.toContain("secret");
  });
});

describe("SIGTERM", () => {
  test.each(services.map(({ name }) => [name]))("ends %s, and waits for no request that is under way for half a minute", async (name) => {
    await fetch(running.adminUrl(name), { method: "POST", body: '{"latencySeconds": 30}' });
    const underWay = fetch(`${running.url(name)}${name === "api-gateway" ? "/api/home" : SLOW_ROUTES[name]}`).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const process = running.processes[name] as RunningProcess;
    expect(await process.stop()).toBeLessThan(SOON);
    expect(process.child.exitCode).toBe(0);
    await underWay;
  });

  test("ends the database, and its data are there afterwards", async () => {
    expect(await database.stop()).toBeLessThan(SOON);
    expect(database.child.exitCode).toBe(0);
    const again = (await startProcess("database", { DATABASE_FOLDER: folder })) as RunningProcess;
    const auth = (await startProcess("auth", { DATABASE_URL: String(again.ready.url) })) as RunningProcess;
    expect(auth.ready).toMatchObject({ ready: "auth" });
    await auth.stop();
    await again.stop();
  });
});

const SLOW_ROUTES: Readonly<Record<string, string>> = {
  auth: "/sessions/current",
  ecommerce: "/products",
  payment: "/payments/1",
  hotel: "/hotels",
  taxi: "/drivers",
};

test("a service without DATABASE_URL brings its own database", async () => {
  const alone = (await startProcess("payment")) as RunningProcess;
  const charge = { idempotencyKey: "one", customerId: 1, amountMinor: 1000, currency: "EUR", card: "card_good" };
  const post = async () =>
    (
      await fetch(`http://127.0.0.1:${alone.ready.port}/charges`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(charge),
      })
    ).json();
  expect(await post()).toEqual({ paymentId: 1, outcome: "succeeded" });
  expect(await post()).toEqual({ paymentId: 1, outcome: "succeeded" });
  expect(await alone.stop()).toBeLessThan(SOON);
});
