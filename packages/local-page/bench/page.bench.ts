import { promisify } from "node:util";
import { gzip, gzipSync } from "node:zlib";
import type { BenchCase } from "../../../scripts/bench/bench-case.ts";
import { bundlePage } from "../page/bundle-page.ts";
import { drawnSeconds } from "./drawn-dashboard.ts";
import { buildCommand, startPageProcess } from "./page-process.ts";

const zip = promisify(gzip);
const NOBODY = "http://127.0.0.1:9";
const MIB = 1024 * 1024;
const BATCH = 500;

let counter = 0;

/** A request's span with its usual attributes, as OTLP's JSON. */
function span() {
  counter += 1;
  const nanos = BigInt(Date.now()) * 1_000_000n;
  return {
    traceId: (counter >> 2).toString(16).padStart(32, "a"),
    spanId: counter.toString(16).padStart(16, "b"),
    name: "GET /orders/:id",
    kind: 2,
    startTimeUnixNano: String(nanos),
    endTimeUnixNano: String(nanos + 12_000_000n),
    attributes: Object.entries({
      "http.request.method": "GET",
      "http.route": "/orders/:id",
      "url.path": `/orders/${counter}`,
      "http.response.status_code": "200",
      "client.address": "10.0.0.1",
      "user_agent.original": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
    }).map(([key, value]) => ({ key, value: { stringValue: value } })),
    status: {},
  };
}

const resource = { attributes: [{ key: "service.name", value: { stringValue: "orders" } }] };
const spansBody = () => ({ resourceSpans: [{ resource, scopeSpans: [{ spans: Array.from({ length: BATCH }, span) }] }] });

function line(): readonly [string, string, object] {
  counter += 1;
  const message = { level: "info", "http.route": "/orders/:id", "url.path": `/orders/${counter}`, duration: 0.0123, message: "request completed" };
  return [`${Date.now()}000000`, JSON.stringify(message), { trace_id: counter.toString(16).padStart(32, "a") }];
}
const linesBody = () => ({ streams: [{ stream: { service_name: "orders", level: "info" }, values: Array.from({ length: BATCH }, line) }] });

/** Pushes so many, one batch after the other; the bodies are made before the clock runs. */
async function push(url: string, bodyOf: () => object, items: number): Promise<number> {
  const bodies = await Promise.all(Array.from({ length: Math.min(20, items / BATCH) }, () => zip(JSON.stringify(bodyOf()))));
  const begun = performance.now();
  for (let sent = 0; sent < items; sent += BATCH) {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", "content-encoding": "gzip" },
      body: bodies[(sent / BATCH) % bodies.length] ?? "",
    });
    await response.arrayBuffer();
    if (!response.ok) {
      throw new Error(`${url} answered ${response.status}`);
    }
  }
  return (performance.now() - begun) / Math.max(1, items);
}

let built = false;

async function startPage() {
  if (!built) {
    buildCommand();
    built = true;
  }
  return startPageProcess(NOBODY);
}

/** What a page of its own says after these were pushed. */
async function afterPush<T>(counts: { readonly spans: number; readonly lines: number }, read: (figures: Figures) => T): Promise<T> {
  const page = await startPage();
  try {
    const spanMs = await push(`${page.receiverUrl}/v1/traces`, spansBody, counts.spans);
    const lineMs = await push(`${page.receiverUrl}/loki/api/v1/push`, linesBody, counts.lines);
    return read({ spanMs, lineMs, peakBytes: page.peakBytes() });
  } finally {
    await page.stop();
  }
}

interface Figures {
  /** For each item. */
  readonly spanMs: number;
  readonly lineMs: number;
  readonly peakBytes: number;
}

/** Both rings about twice. */
const TWICE = { spans: 40_000, lines: 80_000 } as const;

async function scriptKilobytes(): Promise<number> {
  const { script } = await bundlePage();
  return gzipSync(script).length / 1000;
}

let warm = false;

async function readySeconds(): Promise<number> {
  if (!warm) {
    await (await startPage()).stop();
    warm = true;
  }
  const begun = performance.now();
  const page = await startPage();
  const seconds = (performance.now() - begun) / 1000;
  await page.stop();
  return seconds;
}

const limit = { bench: "page", kind: "measure", peer: "limit", target: 1 } as const;

export default [
  { ...limit, case: "platform dev, start to link", unit: "s", ours: readySeconds, theirs: 1 },
  { ...limit, case: "30 charts of 10 series drawn, after their data", unit: "s", ours: drawnSeconds, theirs: 1 },
  { ...limit, case: "its JavaScript, gzipped", unit: "kB", ours: scriptKilobytes, theirs: 400 },
  {
    ...limit,
    case: "one span received, of 20,000",
    unit: "µs",
    ours: () => afterPush({ spans: 20_000, lines: 0 }, ({ spanMs }) => spanMs * 1000),
    theirs: 200,
  },
  {
    ...limit,
    case: "one line received, of 40,000",
    unit: "µs",
    ours: () => afterPush({ spans: 0, lines: 40_000 }, ({ lineMs }) => lineMs * 1000),
    theirs: 100,
  },
  {
    ...limit,
    case: "memory after 40,000 spans and 80,000 lines",
    unit: "MB",
    ours: () => afterPush(TWICE, ({ peakBytes }) => peakBytes / MIB),
    theirs: 200,
  },
] satisfies readonly BenchCase[];
