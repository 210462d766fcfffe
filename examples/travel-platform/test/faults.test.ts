import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../src/database/embedded-postgres.ts";
import { createRandom } from "../src/random.ts";
import { createAccounts } from "../src/traffic/accounts.ts";
import { createVisitor, type Visitor } from "../src/traffic/visitor.ts";
import { readSeries } from "./read-series.ts";
import { type RunningServices, startServices } from "./start-processes.ts";

let postgres: EmbeddedPostgres;
let running: RunningServices;
let visitor: Visitor;

beforeAll(async () => {
  postgres = await startEmbeddedPostgres();
  running = await startServices({ DATABASE_URL: postgres.url });
  const random = createRandom(5);
  visitor = createVisitor({
    gatewayUrl: running.url("api-gateway"),
    channel: "app",
    random,
    thinkSeconds: 0,
    signal: AbortSignal.timeout(60_000),
  });
  await createAccounts({ random, run: "faults" }).logIn(visitor);
});

afterAll(async () => {
  await running?.stop();
  await postgres?.close();
});

async function setFault(service: string, fault: unknown): Promise<{ status: number; body: unknown }> {
  const body = typeof fault === "string" ? fault : JSON.stringify(fault);
  const response = await fetch(running.adminUrl(service), { method: "POST", body });
  return { status: response.status, body: await response.json() };
}

async function clearFault(service: string): Promise<unknown> {
  return (await fetch(running.adminUrl(service), { method: "DELETE" })).json();
}

async function buySomething(): Promise<number> {
  const { cartId } = (await visitor.post<{ cartId: number }>("/carts")).body;
  await visitor.post(`/carts/${cartId}/items`, { productId: 2, quantity: 1 });
  return (await visitor.post(`/carts/${cartId}/checkout`, { card: "card_good" })).status;
}

const NONE = { errorRate: 0, latencySeconds: 0, wrongBody: false, down: false, routes: [] };

describe("a fault of a service", () => {
  test("is shown, set and cleared on the admin port", async () => {
    const read = async () => (await fetch(running.adminUrl("hotel"))).json();
    expect(await read()).toEqual(NONE);
    expect(await setFault("hotel", { errorRate: 0.25, routes: ["GET /hotels"] })).toEqual({
      status: 200,
      body: { ...NONE, errorRate: 0.25, routes: ["GET /hotels"] },
    });
    expect(await read()).toMatchObject({ errorRate: 0.25 });
    expect(await clearFault("hotel")).toEqual(NONE);
    expect(await read()).toEqual(NONE);
  });

  test.each([
    [{ errorRate: 1.5 }, "a number from 0 to 1, got 1.5"],
    [{ latency: 1 }, 'got "latency"'],
    [{ down: "yes" }, "true or false"],
    [{ routes: ["GET /nowhere"] }, 'no route "GET /nowhere"; there are GET /hotels, POST /bookings'],
    [[], "A fault is an object"],
    ["{", "JSON"],
  ])("%j is refused, and the one before stays", async (fault, message) => {
    await setFault("hotel", { latencySeconds: 0.01 });
    const { status, body } = await setFault("hotel", fault);
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain(JSON.stringify(message).slice(1, -1));
    expect(await (await fetch(running.adminUrl("hotel"))).json()).toMatchObject({ latencySeconds: 0.01 });
    await clearFault("hotel");
  });

  test("makes requests fail within their route, so that errors, objectives and callers see it", async () => {
    await setFault("payment", { errorRate: 1, routes: ["POST /charges"] });
    expect(await buySomething()).toBe(503);
    const payment = await readSeries(running.url("payment"));
    expect(
      payment.get('http_server_request_duration_seconds_count{http_request_method="POST",http_route="/charges",http_response_status_code="500"}'),
    ).toBe(1);
    expect(payment.get('slo_events_total{slo="availability",outcome="bad"}')).toBe(1);
    const ecommerce = await readSeries(running.url("ecommerce"));
    expect(ecommerce.get('orders_total{channel="app",outcome="failed"}')).toBe(1);
    expect(
      ecommerce.get(
        'http_client_request_duration_seconds_count{http_request_method="POST",server_address="payment",http_response_status_code="500",error_type="500"}',
      ),
    ).toBe(1);
    await clearFault("payment");
    expect(await buySomething()).toBe(201);
  });

  test("opens the circuit breaker of a caller, which closes after the fault", async () => {
    const state = async (name: string) =>
      (await readSeries(running.url("ecommerce"))).get(`circuit_breaker_state{circuit_breaker="payment",state="${name}"}`);
    expect(await state("closed")).toBe(1);
    await setFault("payment", { errorRate: 1 });
    for (let order = 0; order < 6; order += 1) {
      await buySomething();
    }
    expect(await state("open")).toBe(1);
    expect(await state("closed")).toBe(0);
    const rejections = (await readSeries(running.url("ecommerce"))).get('circuit_breaker_rejections_total{circuit_breaker="payment"}');
    expect(rejections).toBeGreaterThanOrEqual(1);
    await clearFault("payment");
    await expect.poll(buySomething, { timeout: 10_000, interval: 500 }).toBe(201);
    expect(await state("closed")).toBe(1);
  });

  test("slows requests down, which the latency objective sees", async () => {
    const bad = async () => (await readSeries(running.url("hotel"))).get('slo_events_total{slo="latency",outcome="bad"}') as number;
    const before = await bad();
    await setFault("hotel", { latencySeconds: 1.1 });
    const start = performance.now();
    expect((await visitor.get("/hotels?city=Prague&checkIn=2031-05-05&nights=2")).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(1090);
    expect(await bad()).toBe(before + 1);
    await clearFault("hotel");
  });

  test("takes the service off the network and back, on the same port", async () => {
    await setFault("taxi", { down: true });
    await expect(fetch(`${running.url("taxi")}/healthz`)).rejects.toThrow("fetch failed");
    expect((await visitor.get("/rides/1")).status).toBe(502);
    expect((await visitor.get<{ drivers: unknown }>("/home")).body.drivers).toBeNull();
    await clearFault("taxi");
    await expect.poll(async () => (await fetch(`${running.url("taxi")}/healthz`).catch(() => undefined))?.status).toBe(200);
    expect((await visitor.get<{ drivers: unknown }>("/home")).body.drivers).toMatchObject({ offline: 10 });
  });

  test("cannot be set from the service's own port", async () => {
    expect((await fetch(`${running.url("hotel")}/__fault`, { method: "POST", body: "{}" })).status).toBe(404);
  });
});

test("payment does not take charges from outside", async () => {
  expect((await visitor.post("/charges", { customerId: 1, amountMinor: 100, currency: "EUR", card: "card_good", idempotencyKey: "x" })).status).toBe(
    404,
  );
});
