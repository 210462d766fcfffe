import type { IncomingMessage } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createMetrics } from "@platform/metrics";
import { defineCounter } from "@platform/metrics/define";
import { defineService, defineSlo, httpAvailability, httpLatency } from "@platform/slo/define";
import type { Express } from "express";
import { Counter, collectDefaultMetrics, Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import { expresses } from "../../test/expresses.ts";
import { connectRaw } from "../../test/raw-connection.ts";
import { requestCounts, sample } from "../../test/request-counts.ts";
import { type Served, serve } from "../../test/serve.ts";
import { type ObserveOptions, observe } from "../index.ts";

const paymentAttempts = defineCounter({ name: "payment_attempts_total", help: "Payments begun.", labels: { method: ["card", "cash"] } });

const payment = defineService({
  name: "payment",
  title: "Payment",
  help: "Takes payments.",
  owner: "payments",
  port: 3003,
  metrics: { paymentAttempts },
  slos: [
    defineSlo({ name: "availability", help: "Requests are answered.", objective: 0.999, sli: httpAvailability() }),
    defineSlo({ name: "latency", help: "Answers are quick.", objective: 0.95, sli: httpLatency({ thresholdSeconds: 0.2 }) }),
  ],
});

type Options = Partial<ObserveOptions> & { readonly version?: "4" | "5"; readonly build?: (app: Express) => void };

/** Serves an app with the given options for as long as a test runs. */
async function withApp({ version = "5", build, ...options }: Options, run: (served: Served, registry: Registry) => Promise<void>) {
  const registry = new Registry();
  const app = expresses[version]();
  const handler = observe({ service: "orders", logger: false, registry, ...options });
  app.set("env", "test").use(handler);
  app.get("/status/:status", (request, response) => void response.status(Number(request.params.status)).send("ok"));
  app.get("/hang", () => {});
  build?.(app);
  const served = await serve(app);
  try {
    await run(served, registry);
  } finally {
    await served.stop();
    handler.stop();
  }
}

describe("/metrics", () => {
  test.each(["4", "5"] as const)("shows requests, objectives, process and business metrics with Express %s", async (version) => {
    await withApp({ version, service: payment }, async ({ fetch }, registry) => {
      createMetrics(payment.metrics, { registry }).paymentAttempts.inc({ method: "card" });
      await fetch("/status/200");
      const { status, headers, body } = await fetch("/metrics?x=1");
      expect(status).toBe(200);
      expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
      for (const line of [
        'http_server_request_duration_seconds_count{http_request_method="GET",http_route="/status/:status",http_response_status_code="200"} 1',
        "http_server_active_requests 0",
        'slo_events_total{slo="availability",outcome="good"} 1',
        'slo_events_total{slo="latency",outcome="bad"} 0',
        'payment_attempts_total{method="card"} 1',
      ]) {
        expect(body.split("\n")).toContain(line);
      }
      expect(body).toMatch(/^process_cpu_seconds_total \d/m);
    });
  });

  test("a HEAD request has no body, and a POST request belongs to the app", async () => {
    await withApp({}, async ({ fetch }, registry) => {
      expect(await fetch("HEAD /metrics")).toMatchObject({ status: 200, body: "" });
      expect(await fetch("POST /metrics")).toMatchObject({ status: 404 });
      await expect.poll(() => requestCounts(registry)).toEqual({ "POST unmatched 404": 1 });
    });
  });

  test("other paths can be chosen, and nothing but the exact path is answered", async () => {
    await withApp({ metricsPath: "/internal/metrics", livenessPath: "/live", readinessPath: "/ready" }, async ({ fetch }, registry) => {
      for (const path of ["/internal/metrics", "/live", "/ready"]) {
        expect((await fetch(path)).status).toBe(200);
      }
      for (const path of ["/metrics", "/healthz", "/readyz", "/internal/metrics/", "/live/x", "/LIVE"]) {
        expect((await fetch(path)).status).toBe(404);
      }
      await expect.poll(() => requestCounts(registry)).toEqual({ "GET unmatched 404": 6 });
    });
  });

  test("a token is asked for, and who is refused is counted but is no event of an objective", async () => {
    await withApp({ service: payment, metricsGuard: { bearerToken: "s3cret" } }, async ({ fetch }, registry) => {
      const refused = await fetch("/metrics", { Authorization: "Bearer wrong" });
      expect(refused).toMatchObject({ status: 401, body: '{"status":"refused"}\n' });
      expect(refused.headers["www-authenticate"]).toBe("Bearer");
      expect(await fetch("/metrics", { Authorization: "Bearer s3cret" })).toMatchObject({ status: 200 });
      expect((await fetch("/healthz")).status).toBe(200);
      expect(await requestCounts(registry)).toEqual({ "GET /metrics 401": 1 });
      expect(await sample(registry, 'http_server_refused_requests_total{reason="credentials_wrong"}')).toBe(1);
      expect(await sample(registry, 'http_server_refused_requests_total{reason="credentials_missing"}')).toBe(0);
      expect(await sample(registry, 'slo_events_total{slo="availability",outcome="good"}')).toBe(0);
      expect(await sample(registry, "http_server_active_requests")).toBe(0);
    });
  });

  test("a predicate decides by the request", async () => {
    const metricsGuard = (request: IncomingMessage) => request.url === "/metrics?please";
    await withApp({ metricsGuard }, async ({ fetch }, registry) => {
      expect((await fetch("/metrics")).status).toBe(403);
      expect((await fetch("/metrics?please")).status).toBe(200);
      expect(await requestCounts(registry)).toEqual({ "GET /metrics 403": 1 });
      expect(await sample(registry, 'http_server_refused_requests_total{reason="not_allowed"}')).toBe(1);
    });
  });

  test("scrapes while the app is under load leave both exact", async () => {
    await withApp({ service: payment }, async ({ fetch }, registry) => {
      const statuses = [200, 201, 404, 500, 503];
      const requests = Array.from({ length: 500 }, (_, index) => fetch(`/status/${statuses[index % statuses.length]}`));
      const scrapes = Array.from({ length: 50 }, () => fetch("/metrics"));
      for (const { status, body } of await Promise.all(scrapes)) {
        expect(status).toBe(200);
        expect(body.endsWith("\n")).toBe(true);
      }
      await Promise.all(requests);
      await expect.poll(() => requestCounts(registry)).toEqual(Object.fromEntries(statuses.map((status) => [`GET /status/:status ${status}`, 100])));
      expect(await sample(registry, 'slo_events_total{slo="availability",outcome="good"}')).toBe(300);
      expect(await sample(registry, 'slo_events_total{slo="availability",outcome="bad"}')).toBe(200);
      expect(await sample(registry, "http_server_active_requests")).toBe(0);
    });
  });
});

describe("objectives over HTTP", () => {
  test.each([
    { what: "a quick answer", seconds: 0.1, status: 200, availability: "good", latency: "good" },
    { what: "an answer at the threshold", seconds: 0.2, status: 200, availability: "good", latency: "good" },
    { what: "a slow answer", seconds: 0.3, status: 200, availability: "good", latency: "bad" },
    { what: "a refusal", seconds: 0.1, status: 403, availability: "good", latency: "good" },
    { what: "a quick failure", seconds: 0.1, status: 500, availability: "bad", latency: undefined },
    { what: "a slow failure", seconds: 9, status: 599, availability: "bad", latency: undefined },
  ])("$what", async ({ seconds, status, availability, latency }) => {
    const clock = { seconds: 0 };
    const build = (app: Express) =>
      app.get("/slow", (_request, response) => {
        clock.seconds += seconds;
        response.status(status).send("ok");
      });
    await withApp({ service: payment, now: () => clock.seconds, build }, async ({ fetch }, registry) => {
      await fetch("/slow");
      await expect.poll(() => requestCounts(registry)).toEqual({ [`GET /slow ${status}`]: 1 });
      for (const [slo, expected] of Object.entries({ availability, latency })) {
        for (const outcome of ["good", "bad"]) {
          expect(await sample(registry, `slo_events_total{slo="${slo}",outcome="${outcome}"}`)).toBe(outcome === expected ? 1 : 0);
        }
      }
      const route = `{http_request_method="GET",http_route="/slow",http_response_status_code="${status}"}`;
      expect(await sample(registry, `http_server_request_duration_seconds_sum${route}`)).toBe(seconds);
    });
  });

  test("a client that leaves before the answer is no event", async () => {
    await withApp({ service: payment }, async ({ port }, registry) => {
      const client = await connectRaw(port);
      client.send("GET /hang HTTP/1.1\r\nHost: test\r\n\r\n");
      await expect.poll(() => sample(registry, "http_server_active_requests")).toBe(1);
      await client.drop();
      await expect.poll(() => requestCounts(registry)).toEqual({ "GET /hang 499": 1 });
      expect((await registry.metrics()).match(/^slo_events_total.* [^0]$/gm)).toBeNull();
    });
  });
});

test.each(["4", "5"] as const)("with Express %s an app that is observed from within a mounted app has the whole template", async (version) => {
  const registry = new Registry();
  const library = expresses[version];
  const inner = library();
  inner.use(observe({ service: "orders", logger: false, registry }));
  inner.use(
    "/users/:id",
    library.Router().get("/pets/:pet", (_request, response) => void response.send("ok")),
  );
  const app = library().use("/tenants/:tenant", inner);
  app.get("/outside", (_request, response) => void response.send("ok"));
  const { fetch, stop } = await serve(app);
  await fetch("/tenants/1/users/2/pets/3");
  await fetch("/outside");
  expect((await fetch("/tenants/1/metrics")).status).toBe(200);
  expect((await fetch("/metrics")).status).toBe(404);
  await expect.poll(() => requestCounts(registry)).toEqual({ "GET /tenants/:tenant/users/:id/pets/:pet 200": 1 });
  await stop();
});

describe("health", () => {
  test("the process is alive whatever its dependencies do, and ready when they are", async () => {
    let broken = true;
    const readinessChecks = [
      { name: "database", check: async () => (broken ? Promise.reject(Object.assign(new Error(), { code: "ECONNREFUSED" })) : undefined) },
      { name: "queue", check: async () => {} },
    ];
    let seconds = 0;
    await withApp({ readinessChecks, now: () => seconds }, async ({ fetch }, registry) => {
      const alive = await fetch("/healthz");
      expect(alive).toMatchObject({ status: 200, body: '{"status":"ok","service":"orders"}\n' });
      expect(alive.headers).toMatchObject({ "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
      expect(await fetch("/readyz")).toMatchObject({
        status: 503,
        body: '{"status":"unavailable","service":"orders","checks":{"database":"ECONNREFUSED","queue":"ok"}}\n',
      });
      broken = false;
      seconds = 2;
      expect(await fetch("/readyz")).toMatchObject({
        status: 200,
        body: '{"status":"ok","service":"orders","checks":{"database":"ok","queue":"ok"}}\n',
      });
      expect(await fetch("HEAD /readyz")).toMatchObject({ status: 200, body: "" });
      expect(await requestCounts(registry)).toEqual({});
    });
  });
});

describe("registries", () => {
  test("process metrics are collected once, and prom-client's own are left alone", async () => {
    const registry = new Registry();
    const [first, second] = [observe({ service: "orders", logger: false, registry }), observe({ service: "orders", logger: false, registry })];
    expect((await registry.metrics()).match(/^process_resident_memory_bytes /gm)).toHaveLength(1);
    second.stop();
    first.stop();
    const other = new Registry();
    collectDefaultMetrics({ register: other });
    observe({ service: "orders", logger: false, registry: other });
    expect((await other.metrics()).match(/^process_cpu_seconds_total /gm)).toHaveLength(1);
  });

  test("a metric of the program under a name that is needed is an error at the start", () => {
    const registry = new Registry();
    new Counter({ name: "http_server_request_duration_seconds", help: "Mine.", registers: [registry] });
    expect(() => observe({ service: "orders", logger: false, registry })).toThrow(expect.objectContaining({ code: "metric_conflict" }));
  });

  test("a hundred reloads on one registry record into the same series, and leave nothing behind", async () => {
    const registry = new Registry();
    const apps: WeakRef<object>[] = [];
    for (let reload = 0; reload < 100; reload++) {
      await request(registry, apps);
    }
    await expect.poll(() => requestCounts(registry)).toEqual({ "GET /users/:id 200": 100 });
    await expect.poll(() => collected(apps)).toBeGreaterThan(190);
  });

  test("a hundred reloads with a registry each leave nothing behind once they are stopped", async () => {
    const apps: WeakRef<object>[] = [];
    for (let reload = 0; reload < 100; reload++) {
      await request(new Registry(), apps);
    }
    await expect.poll(() => collected(apps)).toBeGreaterThan(190);
  });

  async function request(registry: Registry, kept: WeakRef<object>[]) {
    const app = expresses[5]();
    const handler = observe({ service: payment, logger: false, registry });
    app.use(handler);
    app.use(
      "/users",
      expresses[5].Router().get("/:id", (_request, response) => void response.send("ok")),
    );
    kept.push(new WeakRef(app), new WeakRef(handler));
    const served = await serve(app);
    await served.fetch("/users/1");
    await served.stop();
    handler.stop();
  }

  function collected(kept: readonly WeakRef<object>[]): number {
    setFlagsFromString("--expose-gc");
    (runInNewContext("gc") as () => void)();
    return kept.filter((ref) => ref.deref() === undefined).length;
  }
});

test.each<[code: string, options: Partial<ObserveOptions>]>([
  ["service_name_invalid", { service: "My Service" }],
  ["path_invalid", { metricsPath: "metrics" }],
  ["path_invalid", { livenessPath: "/healthz?x" }],
  ["path_invalid", { readinessPath: "/" }],
  ["path_duplicate", { readinessPath: "/healthz" }],
  ["header_invalid", { requestId: { header: "x request id" } }],
  ["deadline_invalid", { shutdown: { signals: ["SIGTERM"], deadlineSeconds: 0 } }],
  ["bearer_token_empty", { metricsGuard: { bearerToken: "" } }],
  ["timeout_not_positive", { readinessChecks: [{ name: "database", check: async () => {}, timeoutSeconds: 0 }] }],
])("%s is an error at the start", (code, options) => {
  expect(() => observe({ service: "orders", logger: false, registry: new Registry(), ...options })).toThrow(expect.objectContaining({ code }));
});
