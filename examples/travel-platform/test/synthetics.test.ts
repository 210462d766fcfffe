import { readMetrics } from "@platform/metrics/testing";
import { createRunner, runFlow } from "@platform/synthetics";
import { syntheticFlowPassing } from "@platform/synthetics/define";
import { Registry } from "prom-client";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../src/database/embedded-postgres.ts";
import { businessFlows } from "../src/synthetics/business-flows.ts";
import { postgresWriteAndRead } from "../src/synthetics/postgres-flow.ts";
import { readSeries } from "./read-series.ts";
import { type RunningServices, startServices } from "./start-processes.ts";

const secret = "a secret of the runners";
const flows = [...businessFlows(60), postgresWriteAndRead(60)];
let postgres: EmbeddedPostgres;
let running: RunningServices;

beforeAll(async () => {
  postgres = await startEmbeddedPostgres();
  running = await startServices({
    DATABASE_URL: postgres.url,
    RIDE_CLOCK_SPEED: "200",
    RANDOM_SEED: "2",
    SYNTHETICS_SECRET: secret,
    LOG_LEVEL: "fatal",
  });
});
afterAll(async () => {
  await running?.stop();
  await postgres?.close();
});
afterEach(async () => {
  await Promise.all(["auth", "ecommerce", "payment", "hotel", "taxi"].map((service) => fetch(running.adminUrl(service), { method: "DELETE" })));
});

const variables = () => ({ TRAVEL_URL: running.url("api-gateway"), DATABASE_URL: postgres.url });
const run = (name: string) => {
  const flow = flows.find((each) => each.name === name);
  return flow === undefined ? expect.fail(name) : runFlow(flow, { variables: variables(), secret });
};

test.each(flows.map(({ name }) => name))("flow %s passes and cleans up", async (name) => {
  const { outcome, failure, attempts } = await run(name);
  expect(failure).toBeUndefined();
  expect(outcome).toBe("passed");
  expect(attempts[0]?.cleanupFailure).toBeUndefined();
});

test("what the flows did is known as synthetic in every service that they reached, and counts in no business and no objective", async () => {
  for (const [service, business] of [
    ["api-gateway", /^sessions_total/],
    ["auth", /^(registrations|login_attempts|token_checks)_total/],
    ["ecommerce", /^(product_searches|carts_created|orders|revenue)_total/],
    ["payment", /^(payment_attempts|fraud_checks)_total/],
    ["hotel", /^(hotel_searches|booking_attempts|nights_booked|bookings_cancelled)_total/],
    ["taxi", /^ride_requests_total/],
  ] as const) {
    const series = await readSeries(running.url(service));
    const counted = [...series].filter(([name, value]) => (business.test(name) || name.startsWith("slo_events_total")) && value !== 0);
    expect([service, counted]).toEqual([service, []]);
    expect(series.get('http_server_synthetic_marks_total{outcome="accepted"}')).toBeGreaterThan(0);
    expect(series.get('http_server_synthetic_marks_total{outcome="forged"}')).toBe(0);
  }
});

test("an account whose first session fails is removed all the same", async () => {
  const [flow] = businessFlows(60);
  const accounts: unknown[] = [];
  const refused = async ({ state }: { readonly state: Readonly<Record<string, unknown>> }) => {
    accounts.push({ email: state.email, password: state.password });
    throw new Error("no session");
  };
  const { outcome } = await runFlow(
    { ...(flow ?? expect.fail()), steps: (flow?.steps ?? []).map((step) => (step.name === "log-in" ? { ...step, run: refused } : step)) },
    { variables: variables(), secret },
  );
  expect(outcome).toBe("failed");
  expect(accounts.length).toBeGreaterThan(0);
  for (const account of accounts) {
    const body = JSON.stringify(account);
    const { status } = await fetch(`${running.url("api-gateway")}/api/sessions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    expect(status).toBe(401);
  }
});

test.each([
  ["payment", { errorRate: 1, routes: ["POST /charges"] }, "payment", "pay", "status"],
  ["ecommerce", { wrongBody: true, routes: ["GET /products"] }, "product-search", "search", "shape"],
  ["hotel", { down: true }, "hotel-booking", "search", "status"],
  ["taxi", { latencySeconds: 10, routes: ["POST /rides"] }, "taxi-ride", "request", "status"],
])("a fault of %s (%j) fails flow %s", async (service, fault, flow, step, reason) => {
  await fetch(running.adminUrl(service), { method: "POST", body: JSON.stringify(fault) });
  expect((await run(flow)).failure).toMatchObject({ step, reason });
});

test("answers that come too late fail a flow for its time", async () => {
  await fetch(running.adminUrl("auth"), { method: "POST", body: JSON.stringify({ latencySeconds: 3, routes: ["POST /registrations"] }) });
  const [hurried] = businessFlows(4);
  const registry = new Registry();
  const runner = createRunner({ flows: hurried === undefined ? [] : [hurried], registry, variables: variables(), secret });
  onTestFinished(() => runner.stop({ timeoutSeconds: 0 }));
  runner.start();
  const passing = () => readMetrics(registry).value(syntheticFlowPassing, { flow: "registration-and-login", location: "local" });
  await vi.waitFor(() => expect(passing()).toBe(0), { timeout: 25_000, interval: 100 });
  expect(runner.status()[0]?.lastFailure).toMatchObject({ outcome: "timed_out", failure: { reason: "timeout" } });
});
