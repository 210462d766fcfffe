import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type LokiServer, startLoki } from "../../../packages/logging/test/loki-server.ts";
import { type OtlpReceiver, type ReceivedSpan, receiveOtlp, valuesOf } from "../../../packages/tracing/test/receive-otlp.ts";
import { type RunningProcess, startProcess } from "./start-processes.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER = "00f067aa0ba902b7";

let receiver: OtlpReceiver;
let loki: LokiServer;
const processes: RunningProcess[] = [];
const output: Record<string, string> = {};
let gateway: string;

/** Services of the trace, each with the address of those that it calls. */
beforeAll(async () => {
  receiver = await receiveOtlp();
  loki = await startLoki();
  const database = await start("database");
  const environment = {
    DATABASE_URL: String(database.ready.url),
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.url,
    OTEL_BSP_SCHEDULE_DELAY: "200",
    LOKI_URL: loki.url,
  };
  const AUTH_URL = urlOf(await start("auth", environment));
  const PAYMENT_URL = urlOf(await start("payment", { ...environment, AUTH_URL }));
  gateway = urlOf(await start("api-gateway", { ...environment, AUTH_URL, PAYMENT_URL }));
}, 240_000);

afterAll(async () => {
  for (const each of processes.toReversed()) {
    await each.stop();
  }
  await receiver?.stop();
  await loki?.close();
});

async function start(name: string, environment: Readonly<Record<string, string>> = {}): Promise<RunningProcess> {
  const started = await startProcess(name, environment);
  if ("code" in started) {
    throw new Error(`${name} ended with ${started.code}: ${started.errors}`);
  }
  processes.push(started);
  started.child.stdout?.on("data", (text) => {
    output[name] = (output[name] ?? "") + text;
  });
  return started;
}

function urlOf({ ready }: RunningProcess): string {
  return `http://127.0.0.1:${ready.port}`;
}

async function ask(path: string, headers: Readonly<Record<string, string>> = {}, body?: object): Promise<Response> {
  return fetch(`${gateway}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { "content-type": "application/json", ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

const serviceOf = ({ resource }: ReceivedSpan) => valuesOf(resource)["service.name"];
const linesOf = (name: string) =>
  (output[name] ?? "")
    .split("\n")
    .filter((line) => line.includes(TRACE))
    .map((line) => JSON.parse(line));

test("one trace crosses gateway, payment and Postgres, and leads from the metric's exemplar to each log line", async () => {
  const account = { email: "ann@example.com", name: "Ann", password: "correct horse" };
  await ask("/api/registrations", {}, account);
  const { token } = (await (await ask("/api/sessions", {}, account)).json()) as { readonly token: string };
  const authorization = `Bearer ${token}`;
  const warm = async () => expect((await ask("/api/payments/7", { authorization })).status).toBe(404);
  await vi.waitFor(warm, { timeout: 60_000, interval: 500 });
  await scrape();
  const answer = await ask("/api/payments/7", {
    authorization,
    traceparent: `00-${TRACE}-${CALLER}-01`,
    "x-request-id": "visit-1",
  });
  expect(answer.status).toBe(404);
  expect(answer.headers.get("x-request-id")).toBe("visit-1");

  const spans = await vi.waitFor(
    () => {
      const found = receiver.spans.filter(({ traceId }) => traceId === TRACE);
      expect(found.map(({ name }) => name)).toContain("GET /api/payments/:id");
      expect(pathTo(found, "payment", "SELECT")).toHaveLength(4);
      return found;
    },
    { timeout: 30_000, interval: 200 },
  );
  expect(pathTo(spans, "payment", "SELECT")).toEqual([
    "api-gateway GET /api/payments/:id",
    "api-gateway GET",
    "payment GET /payments/:id",
    "payment SELECT",
  ]);
  expect(pathTo(spans, "auth", "GET /sessions/current")).toEqual([
    "api-gateway GET /api/payments/:id",
    "api-gateway GET",
    "payment GET /payments/:id",
    "payment GET",
    "auth GET /sessions/current",
  ]);
  const server = spans.find(({ name }) => name === "GET /api/payments/:id");
  expect(server?.parentSpanId).toBe(CALLER);
  const { "http.request.method": method, "http.route": route, "http.response.status_code": status } = valuesOf(server?.attributes ?? []);

  await vi.waitFor(() => expect(linesOf("api-gateway")).toHaveLength(1), { timeout: 10_000 });
  expect(linesOf("api-gateway")).toMatchObject([
    { span_id: server?.spanId, request_id: "visit-1", "http.request.method": method, "http.route": route, "http.response.status_code": status },
  ]);
  expect(linesOf("payment")).toMatchObject([{ trace_id: TRACE, "http.route": "/payments/:id" }]);
  expect(linesOf("auth")).toMatchObject([{ trace_id: TRACE, "http.route": "/sessions/current" }]);

  await vi.waitFor(() => expect(loki.lines.filter(({ line }) => line.includes(TRACE))).toHaveLength(3), { timeout: 30_000 });

  const exemplar = (await scrape()).split("\n").find((line) => line.includes(`http_route="${route}"`) && line.includes(" # "));
  expect(exemplar).toContain(`{trace_id="${TRACE}",span_id="${server?.spanId}"}`);
}, 180_000);

test("who logs in is in the audit lines, and no password is", async () => {
  await ask("/api/sessions", {}, { email: "ann@example.com", password: "incorrect horse" });
  await vi.waitFor(() => expect(output.auth).toContain('"login invalid"'), { timeout: 10_000 });
  const audit = (output.auth ?? "").split("\n").flatMap((line) => (line.includes('"event.category":"authentication"') ? [JSON.parse(line)] : []));
  expect(audit).toMatchObject([
    { level: "info", "event.action": "registration", "event.outcome": "succeeded", trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) },
    { level: "info", "event.action": "login", "event.outcome": "succeeded", "user.id": audit[0]?.["user.id"] },
    { level: "warn", "event.action": "login", "event.outcome": "invalid" },
  ]);
  expect(Object.values(output).join("")).not.toContain("horse");
});

async function scrape(): Promise<string> {
  return (await fetch(`${gateway}/metrics`, { headers: { accept: "application/openmetrics-text; version=1.0.0" } })).text();
}

/** Service and name of the spans from the root to the first of a name. */
function pathTo(spans: readonly ReceivedSpan[], service: string, name: string): string[] {
  const path: string[] = [];
  for (
    let span = spans.find((one) => serviceOf(one) === service && one.name === name);
    span !== undefined;
    span = spans.find(({ spanId }) => spanId === span?.parentSpanId)
  ) {
    path.unshift(`${serviceOf(span)} ${span.name}`);
  }
  return path;
}
