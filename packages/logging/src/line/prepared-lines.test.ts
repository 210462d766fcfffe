import { describe, expect, test } from "vitest";
import { captureLogger } from "../../test/captured-logger.ts";
import { createLogger } from "../create-logger.ts";
import { preparedLines } from "./prepared-lines.ts";

const FIELDS = { "http.request.method": "GET", "http.route": "/orders/:id", "http.response.status_code": 200 };
const NAMES = ["url.path", "duration_seconds"];
const MESSAGE = "GET /orders/:id 200";
const SPAN = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", traceFlags: 3 };

function prepare(logger = captureLogger()) {
  const lines = preparedLines(logger.logger);
  if (lines === undefined) {
    throw new Error("The logger has no prepared lines.");
  }
  return { ...logger, prepared: lines };
}

test("a prepared line is, byte for byte, what the logger writes of the same fields", () => {
  const { logger, lines, prepared } = prepare(captureLogger({ service: { name: "Größe", version: "1.2.0" } }));
  prepared.prepare("info", FIELDS, MESSAGE, NAMES)?.(undefined, `,"url.path":${prepared.plain("/orders/42")},"duration_seconds":0.0012`);
  logger.info({ ...FIELDS, "url.path": "/orders/42", duration_seconds: 0.0012 }, MESSAGE);
  const [fast, slow] = lines();
  expect(fast).toBe(slow);
});

test("a prepared line has the ids of the span that it is given, and none of ids that are none", () => {
  const { line, prepared } = prepare();
  const write = prepared.prepare("error", FIELDS, MESSAGE, []);
  write?.(SPAN, "");
  expect(line()).toMatchObject({ level: "error", trace_id: SPAN.traceId, span_id: SPAN.spanId, trace_flags: "03", message: MESSAGE });
  write?.({ ...SPAN, traceId: '","level":"x' }, "");
  expect(line()).not.toHaveProperty("trace_id");
});

describe("a text is not plain that", () => {
  const cases: Readonly<Record<string, string>> = {
    "holds a secret by its key": "/login/password=hunter2",
    "holds a token": "/t/ghp_0123456789abcdefghijABCDEFGHIJ012345",
    "holds a card number": "/cards/4111111111111111",
    "has a quote": '/a"b',
    "has a backslash": "/a\\b",
    "has a line feed": "/a\nb",
    "is not ASCII": "/größe",
    "is very long": "/a".repeat(2000),
  };
  for (const [why, text] of Object.entries(cases)) {
    test(why, () => expect(prepare().prepared.plain(text)).toBeUndefined());
  }
});

test("fields that would be hidden are not prepared", () => {
  const { prepared } = prepare();
  expect(prepared.prepare("info", { "http.route": "/reset/token=abcdef" }, "ok", NAMES)).toBeUndefined();
  expect(prepared.prepare("info", FIELDS, "password=hunter2", NAMES)).toBeUndefined();
});

test("lines are not written as prepared at another level, with more context, or by a child", () => {
  const { logger, prepared } = prepare();
  expect(prepared.writes("info")).toBe(true);
  logger.level = "warn";
  expect([prepared.writes("info"), prepared.writes("error")]).toEqual([false, true]);
  logger.setBindings({ region: "eu" });
  expect(prepared.writes("error")).toBe(false);
  expect(preparedLines(logger.child({ a: 1 }))).toBeUndefined();
  expect(preparedLines({ info() {} })).toBeUndefined();
});

test("keys that the program hides are known, in values and as names of fields", () => {
  const { prepared } = prepare({
    ...captureLogger(),
    logger: createLogger({ service: { name: "payment" }, redact: { keys: ["passport", "peer address"] }, output: { append() {} } }),
  });
  expect(prepared.prepare("info", FIELDS, MESSAGE, NAMES)).toBeDefined();
  expect(prepared.prepare("info", FIELDS, MESSAGE, [...NAMES, "network.peer.address"])).toBeUndefined();
  expect(prepared.plain("/passport/x1")).toBeUndefined();
  expect(prepared.plain("/orders/x1")).toBe('"/orders/x1"');
});
