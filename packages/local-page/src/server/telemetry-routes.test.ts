import { afterAll, beforeAll, expect, test } from "vitest";
import { askPage, cookieOf, startPage } from "../../test/start-page.ts";
import type { ReceivedSpan } from "../store/span.ts";
import { createTelemetryStore, type TelemetryStore } from "../store/telemetry-store.ts";
import type { LocalPage } from "./local-page.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const span = (spanId: string, parentId: string, service: string, name: string, more: Partial<ReceivedSpan> = {}): ReceivedSpan => ({
  traceId: TRACE,
  spanId: spanId.padStart(16, "0"),
  parentId: parentId === "" ? "" : parentId.padStart(16, "0"),
  service,
  name,
  kind: "server",
  startMs: 1_700_000_000_000,
  durationMs: 10,
  failed: false,
  rest: JSON.stringify({ attributes: { "http.route": "/charges" }, resource: {}, events: [], message: "" }),
  ...more,
});

let store: TelemetryStore;
let page: LocalPage;
let cookie: string;

beforeAll(async () => {
  store = createTelemetryStore();
  store.spans.add([
    span("1", "", "gateway", "POST /api/orders", { durationMs: 100 }),
    span("2", "1", "shop", "POST /orders"),
    span("3", "2", "payment", "POST /charges", { failed: true }),
    span("4", "3", "payment", "SELECT"),
  ]);
  store.spans.add([span("5", "", "auth", "POST /login", { traceId: "0".repeat(31) + 1, startMs: 1_700_000_001_000 })]);
  store.logs.add([{ time: "1700000000000000001", labels: { service_name: "payment" }, line: "refused", metadata: { trace_id: TRACE } }]);
  page = await startPage({ telemetry: store });
  cookie = await cookieOf(page);
});
afterAll(() => page?.stop());

const get = async (path: string) => JSON.parse((await askPage(page.port, `/api/${path}`, { headers: { cookie } })).body) as Record<string, unknown>;
const found = async (parameters: Record<string, string>) =>
  ((await get(`jaeger/api/traces?${new URLSearchParams(parameters)}`)) as { data: readonly { traceID: string }[] }).data.map(({ traceID }) =>
    traceID.slice(-4),
  );

test("traces are found by service, operation, outcome, duration, time and attribute, as Jaeger finds them", async () => {
  expect(await get("jaeger/api/services")).toEqual({ data: ["auth", "gateway", "payment", "shop"] });
  expect(await get("jaeger/api/services/payment/operations")).toEqual({ data: ["POST /charges", "SELECT"] });
  expect(await found({})).toEqual(["0001", "4736"]);
  expect(await found({ service: "payment", status: "error" })).toEqual(["4736"]);
  expect(await found({ service: "shop", status: "error" })).toEqual([]);
  expect(await found({ operation: "POST /login" })).toEqual(["0001"]);
  expect(await found({ minDuration: "50ms" })).toEqual(["4736"]);
  expect(await found({ start: "1700000000500000" })).toEqual(["0001"]);
  expect(await found({ service: "payment", tags: '{"http.route":"/charges","error":"true"}' })).toEqual(["4736"]);
  expect(await found({ limit: "1" })).toEqual(["0001"]);
});

test("a trace has Jaeger's form; one that is not here says why", async () => {
  const { data } = (await get(`jaeger/api/traces/${TRACE}`)) as { data: readonly [{ spans: readonly unknown[]; processes: unknown }] };
  expect(data[0].spans[2]).toMatchObject({
    traceID: TRACE,
    operationName: "POST /charges",
    references: [{ refType: "CHILD_OF", spanID: "2".padStart(16, "0") }],
    startTime: 1_700_000_000_000_000,
    duration: 10_000,
    tags: expect.arrayContaining([{ key: "error", type: "bool", value: true }]),
  });
  expect(await get("jaeger/api/traces/ffff")).toMatchObject({ errorType: "trace_unknown" });
  expect(await get("jaeger/api/traces?minDuration=soon")).toMatchObject({ errorType: "query_invalid" });
  expect(await get("jaeger/api/traces?tags=%7B")).toMatchObject({ errorType: "query_invalid" });
});

test("the service map counts a call where a span's parent is of another service", async () => {
  expect(await get("map?since=0")).toMatchObject({
    calls: [
      { parent: "gateway", child: "shop", callCount: 1, failed: 0 },
      { parent: "shop", child: "payment", callCount: 1, failed: 1 },
    ],
    left: 0,
  });
});

test("log lines are found as Loki finds them", async () => {
  const query = encodeURIComponent(`{service_name="payment"} | trace_id="${TRACE}"`);
  expect(await get(`loki/loki/api/v1/query_range?query=${query}`)).toEqual({
    status: "success",
    data: { resultType: "streams", result: [{ stream: { service_name: "payment", trace_id: TRACE }, values: [["1700000000000000001", "refused"]] }] },
  });
  expect(await get("loki/loki/api/v1/label/service_name/values")).toEqual({ status: "success", data: ["payment"] });
  expect(await get("loki/loki/api/v1/query_range?query=nonsense")).toMatchObject({ status: "error", errorType: "query_invalid" });
});

test("the live tail sends the lines that belong to its query as they come, and ends with its reader", async () => {
  const response = await fetch(`http://127.0.0.1:${page.port}/api/tail?query=${encodeURIComponent('{service_name="hotel"}')}`, {
    headers: { cookie },
  });
  const reader = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const read = async (wanted: string) => {
    while (!text.includes(wanted)) {
      text += (await reader.read()).value ?? "";
    }
  };
  await read("begun");
  store.logs.add([{ time: "1700000000000000002", labels: { service_name: "auth" }, line: "not this", metadata: {} }]);
  store.logs.add([{ time: "1700000000000000003", labels: { service_name: "hotel" }, line: "this one", metadata: {} }]);
  await read("this one");
  expect(text).not.toContain("not this");
  await reader.cancel();
});
