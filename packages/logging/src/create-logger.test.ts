import { AsyncLocalStorage } from "node:async_hooks";
import { hostname } from "node:os";
import { context, type SpanContext, trace } from "@opentelemetry/api";
import { afterEach, describe, expect, test } from "vitest";
import { captureLogger } from "../test/captured-logger.ts";
import { createLogger } from "./index.ts";

const SPAN: SpanContext = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", traceFlags: 1 };

/** A context manager of OpenTelemetry as its SDK has it. */
function useContexts(): void {
  const storage = new AsyncLocalStorage<ReturnType<typeof context.active>>();
  const root = context.active();
  context.setGlobalContextManager({
    active: () => storage.getStore() ?? root,
    with: (active, fn, self, ...args) => storage.run(active, () => fn.apply(self as ThisParameterType<typeof fn>, args)),
    bind: (_active, target) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  });
}

afterEach(() => context.disable());

test("a line has its level as a word, the time in UTC, the service, the fields and the message", () => {
  const { logger, lines } = captureLogger({ service: { name: "payment", namespace: "travel", version: "1.2.0", environment: "production" } });
  logger.info({ "http.route": "/orders/:id" }, "order %s placed", "o-1");
  expect(lines()).toEqual([
    `{"level":"info","time":"2026-01-02T03:04:05.006Z","service.name":"payment","service.namespace":"travel","service.version":"1.2.0",` +
      `"deployment.environment.name":"production","host.name":"${hostname()}","process.pid":${process.pid},` +
      `"http.route":"/orders/:id","message":"order o-1 placed"}`,
  ]);
});

test("a line has the ids of the active span, without an SDK of its own", () => {
  useContexts();
  const { logger, line } = captureLogger();
  context.with(trace.setSpanContext(context.active(), SPAN), () => logger.info("charged"));
  expect(line()).toMatchObject({ trace_id: SPAN.traceId, span_id: SPAN.spanId, trace_flags: "01" });
  context.with(trace.setSpanContext(context.active(), { ...SPAN, spanId: "00f067aa0ba902b7", traceFlags: 0 }), () => logger.info("charged"));
  expect(line()).toMatchObject({ trace_id: SPAN.traceId, span_id: "00f067aa0ba902b7", trace_flags: "00" });
  logger.info("outside");
  expect(line()).not.toHaveProperty("trace_id");
});

test("ids that are none are left out", () => {
  useContexts();
  const { logger, line } = captureLogger();
  for (const wrong of [{ traceId: '","level":"x' }, { traceId: "0".repeat(32) }, { spanId: "0".repeat(16) }]) {
    context.with(trace.setSpanContext(context.active(), { ...SPAN, ...wrong }), () => logger.info("charged"));
    expect(line()).not.toHaveProperty("trace_id");
  }
});

describe("a logged object cannot forge what the logger says", () => {
  const forged = {
    level: "fatal",
    time: 0,
    trace_id: "1",
    span_id: "2",
    trace_flags: "3",
    "service.name": "other",
    "process.pid": 1,
    "host.name": "h",
  };
  const moved = Object.fromEntries(Object.entries(forged).map(([key, value]) => [`logged.${key}`, value]));
  const { level: _level, ...bindings } = forged;

  test("fields of an object", () => {
    const { logger, lines } = captureLogger();
    logger.info(forged, "x");
    const [written = ""] = lines();
    expect(JSON.parse(written)).toMatchObject({ level: "info", "service.name": "payment", "process.pid": process.pid, ...moved });
    expect(written.match(/"level":/g)).toHaveLength(1);
    expect(written.match(/"time":/g)).toHaveLength(1);
  });

  test("context of a child", () => {
    const { logger, line } = captureLogger();
    logger.child(bindings).info("x");
    expect(line()).toMatchObject({ level: "info", "service.name": "payment", "logged.trace_id": "1", "logged.time": 0 });
  });

  test("keys that close the string or the object", () => {
    const { logger, line } = captureLogger();
    const key = 'a":1},"level":"fatal';
    logger.info({ [key]: 1 }, 'x"}\n{"level":"fatal"}');
    expect(line()).toMatchObject({ level: "info", [key]: 1 });
  });
});

describe("the level", () => {
  test("comes from LOG_LEVEL unless it is given, and is info otherwise", () => {
    const before = process.env.LOG_LEVEL;
    try {
      process.env.LOG_LEVEL = "WARN";
      expect(createLogger({ service: { name: "a" } }).level).toBe("warn");
      expect(createLogger({ service: { name: "a" }, level: "debug" }).level).toBe("debug");
      delete process.env.LOG_LEVEL;
      expect(createLogger({ service: { name: "a" } }).level).toBe("info");
      process.env.LOG_LEVEL = "loud";
      expect(() => createLogger({ service: { name: "a" } })).toThrow(
        'Level "loud" is none of trace, debug, info, warn, error, fatal, silent. [log_level_unknown]',
      );
    } finally {
      process.env.LOG_LEVEL = before ?? "";
    }
  });

  test("changes at run time, for the logger and for all of its children that have no level of their own", () => {
    const { logger, lines } = captureLogger({ level: "warn" });
    const child = logger.child({ request_id: "r" });
    const grandchild = child.child({ user: 1 });
    const own = logger.child({}, { level: "error" });
    const all = [logger, child, grandchild, own];
    for (const each of all) {
      each.info("hidden");
    }
    logger.level = "debug";
    for (const each of [...all, logger.child({ made: "later" })]) {
      each.debug("shown");
    }
    expect(lines()).toHaveLength(4);
    logger.level = "silent";
    for (const each of [logger, child, grandchild]) {
      each.fatal("hidden");
    }
    expect(lines()).toHaveLength(0);
  });
});

test.each([
  [{ service: { name: "" } }, "service_name_missing"],
  [{ service: { name: "a" }, redact: { keys: ["ab"] } }, "redact_key_short"],
])("%j is refused with %s", (options, code) => {
  expect(() => createLogger(options)).toThrow(expect.objectContaining({ code }));
});
