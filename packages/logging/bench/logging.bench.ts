import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { Registry } from "prom-client";
import type { BenchCase } from "../../../scripts/bench/bench-case.ts";
import { createLogger, createLokiDelivery, type LokiDelivery } from "../src/index.ts";
import { startSink } from "./loki-sink.ts";
import { floodMegabytes, lostAtRate, lostInOutage, pinoLoki, ours as shippedByUs } from "./shipping.ts";

const SPAN = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", traceFlags: 1 };
const service = { name: "payment", version: "1.2.0" };

/** What `@opentelemetry/api` publishes while a span is active. */
function activateSpan(): void {
  const active = { getValue: () => ({ spanContext: () => SPAN }) };
  Object.assign(globalThis, { [Symbol.for("opentelemetry.js.api.1")]: { context: { active: () => active } } });
}

interface Logs {
  info(fields: object, message: string): void;
}

const short = (logger: Logs) => () => logger.info({ order_id: "ord_123456", amount: 12.5, user: 42 }, "order placed");
const request = (logger: Logs) => () =>
  logger.info(
    {
      "http.request.method": "GET",
      "http.route": "/orders/:id",
      "http.response.status_code": 200,
      "url.path": "/orders/42",
      "client.address": "10.0.0.1",
      "user_agent.original": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
      "http.server.request.duration": 0.0123,
    },
    "request completed",
  );

const plain = () =>
  pino({ base: { "service.name": service.name, "service.version": service.version } }, pino.destination({ dest: 1, minLength: 4096 }));
const redacting = () =>
  pino(
    { base: { "service.name": service.name }, redact: ["password", "*.password", "headers.authorization"] },
    pino.destination({ dest: 1, minLength: 4096 }),
  );

function ours(): Logs {
  activateSpan();
  return createLogger({ service });
}

const LINES = 100_000;

async function withDelivery<T>(use: (delivery: LokiDelivery, received: () => number) => Promise<T>): Promise<T> {
  const sink = await startSink();
  const spool = mkdtempSync(join(tmpdir(), "logging-bench-"));
  const delivery = createLokiDelivery({ url: sink.url, service: "payment", spool, registry: new Registry(), batchSeconds: 0.2 });
  try {
    return await use(delivery, sink.lines);
  } finally {
    await delivery.stop({ deadlineSeconds: 0 });
    await sink.close();
    rmSync(spool, { recursive: true, force: true });
  }
}

const LINE = Buffer.from(
  `${JSON.stringify({ level: "info", time: "2026-01-02T03:04:05.006Z", "service.name": "payment", order_id: "ord_123456", message: "order placed" })}\n`,
);

/** Nanoseconds that the delivery takes of the logging thread for a line, its batches written. */
function appendCost(): Promise<number> {
  return withDelivery(async (delivery) => {
    let milliseconds = 0;
    for (let turn = 0; turn < 100; turn++) {
      const begun = performance.now();
      for (let line = 0; line < LINES / 100; line++) {
        delivery.append(LINE, 0, LINE.length);
      }
      milliseconds += performance.now() - begun;
      await sleep(1);
    }
    return (milliseconds * 1e6) / LINES;
  });
}

/** Seconds until Loki has a hundred thousand lines; endless if one is missing. */
function deliverySeconds(): Promise<number> {
  return withDelivery(async (delivery, received) => {
    const line = () => Buffer.from(LINE.toString().replace("2026-01-02T03:04:05.006Z", new Date().toISOString()));
    const begun = performance.now();
    for (let turn = 0; turn < 100; turn++) {
      const now = line();
      for (let count = 0; count < LINES / 100; count++) {
        delivery.append(now, 0, now.length);
      }
      await sleep(1);
    }
    await delivery.flush({ deadlineSeconds: 60 });
    return received() === LINES ? (performance.now() - begun) / 1000 : Number.POSITIVE_INFINITY;
  });
}

const shipped = { bench: "logging", kind: "measure" } as const;
const call = { bench: "logging", kind: "micro", unit: "ns" } as const;

export default [
  {
    ...call,
    case: "a short line, trace ids and redaction on",
    peer: "plain pino",
    target: 1.3,
    ours: () => short(ours()),
    theirs: () => short(plain()),
  },
  {
    ...call,
    case: "a request's line, trace ids and redaction on",
    peer: "plain pino",
    target: 1.3,
    ours: () => request(ours()),
    theirs: () => request(plain()),
  },
  {
    ...call,
    case: "a short line, trace ids and redaction on",
    peer: "pino redact, 3 paths",
    ours: () => short(ours()),
    theirs: () => short(redacting()),
  },
  {
    bench: "logging",
    case: "a line to the spool, on the logging thread",
    peer: "limit",
    kind: "measure",
    unit: "ns",
    ours: appendCost,
    theirs: 1000,
    target: 1,
  },
  {
    bench: "logging",
    case: "100,000 lines to a healthy Loki",
    peer: "limit",
    kind: "measure",
    unit: "s",
    ours: deliverySeconds,
    theirs: 5,
    target: 1,
  },
  {
    ...shipped,
    case: "memory in a flood of 2 M lines",
    peer: "pino-loki",
    unit: "MB",
    ours: floodMegabytes(shippedByUs),
    theirs: floodMegabytes(pinoLoki),
  },
  { ...shipped, case: "memory in a flood of 2 M lines", peer: "limit", unit: "MB", ours: floodMegabytes(shippedByUs), theirs: 120, target: 1 },
  {
    ...shipped,
    case: "lines lost of 6,000 in an outage of 3 s",
    peer: "pino-loki",
    unit: "lines",
    ours: lostInOutage(shippedByUs),
    theirs: lostInOutage(pinoLoki),
    target: 0,
  },
  {
    ...shipped,
    case: "lines lost of 100,000 at 20,000 a second",
    peer: "pino-loki",
    unit: "lines",
    ours: lostAtRate(shippedByUs),
    theirs: lostAtRate(pinoLoki),
    target: 0,
  },
] satisfies readonly BenchCase[];
