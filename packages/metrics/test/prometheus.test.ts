import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { createMetrics, metricsHandler } from "@platform/metrics";
import { buildInfo, defineCounter, defineGauge, defineHistogram, open, standardMetrics } from "@platform/metrics/define";
import { collectProcessMetrics } from "@platform/metrics/runtime";
import { collectDefaultMetrics, Registry } from "prom-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRegistryRenderer } from "../src/exposition/render-registry.ts";
import { type ExpositionServer, serveMetrics } from "./exposition-server.ts";
import { type RunningPrometheus, startPrometheus } from "./start-prometheus.ts";

const orders = defineCounter({ name: "orders_total", help: "Orders.", labels: { channel: ["web", "app"] } });
const notes = defineGauge({ name: "notes", help: "Notes.", labels: { note: open({ max: 50 }) } });
const wait = defineHistogram({ name: "wait_seconds", help: "Wait.", labels: { queue: ["mail"] }, buckets: [0.5, 1, 1e6] });

const AWKWARD = ["", 'say "hi"', "back\\slash", "two\nlines", "é🙂", "{}=,", "\ud800".toWellFormed()];

const registry = new Registry();
const metrics = createMetrics(
  { ...standardMetrics, orders, notes, wait },
  { registry, exemplar: () => ({ trace_id: "0af7651916cd43dd8448eb211c80319c" }) },
);
let collection: { stop(): void };
let server: ExpositionServer;
let prometheus: RunningPrometheus;

beforeAll(async () => {
  collection = collectProcessMetrics({ registry, build: { version: "1.2.3" } });
  server = await serveMetrics({ registry });
  prometheus = await startPrometheus({ target: server.port });
});

afterAll(async () => {
  await prometheus.stop();
  await server.stop();
  collection.stop();
});

/** Asks until the answer fits: a sample is there one scrape later. */
async function eventually<T>(ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
  let answer = await ask();
  for (let attempt = 0; attempt < 50 && !fits(answer); attempt++) {
    await setTimeout(100);
    answer = await ask();
  }
  return answer;
}

/** What promtool has to say about a text, line by line. */
async function lint(of: Registry): Promise<string[]> {
  const text = Buffer.concat(await createRegistryRenderer(of)("text"));
  const { stdout, stderr, status } = spawnSync("promtool", ["check", "metrics"], { input: text, encoding: "utf8" });
  expect(status === 0 || status === 3).toBe(true);
  return `${stdout}${stderr}`.split("\n").filter((line) => line !== "");
}

test("promtool finds nothing wrong with what the standard and process metrics expose", async () => {
  expect(await lint(registry)).toEqual([]);
});

test("Prometheus reads OpenMetrics and every value of a label as it was recorded", async () => {
  for (const [index, note] of AWKWARD.entries()) {
    metrics.notes.set({ note }, index);
  }
  const series = await eventually(
    () => prometheus.query("notes"),
    (found) => found.length === AWKWARD.length,
  );
  expect(new Map(series.map(({ metric, value }) => [metric.note ?? "", Number(value[1])]))).toEqual(
    new Map(AWKWARD.map((note, index) => [note, index])),
  );
  const targets = (await prometheus.get("/api/v1/targets")) as { activeTargets: { health: string; lastError: string }[] };
  expect(targets.activeTargets.map(({ health, lastError }) => [health, lastError])).toEqual([["up", ""]]);
  const metadata = (await prometheus.get("/api/v1/targets/metadata?metric=wait_seconds")) as { type: string; unit: string }[];
  expect(metadata[0]).toMatchObject({ type: "histogram", unit: "seconds" });
});

test("the first increment is visible to increase(), for its series was there before, at 0", async () => {
  await eventually(
    () => prometheus.query("count_over_time(orders_total[1m]) > 2"),
    (found) => found.length === 2,
  );
  metrics.orders.inc({ channel: "web" });
  const risen = await eventually(
    () => prometheus.query("increase(orders_total[1m]) > 0"),
    (found) => found.length > 0,
  );
  expect(risen.map(({ metric }) => metric.channel)).toEqual(["web"]);
});

test("buckets have the bounds that queries ask for, and exemplars lead to traces", async () => {
  metrics.wait.observe({ queue: "mail" }, 0.7);
  await eventually(
    () => prometheus.query('wait_seconds_bucket{le="1.0"} > 0'),
    (found) => found.length > 0,
  );
  expect((await prometheus.query("wait_seconds_bucket")).map(({ metric }) => metric.le).sort()).toEqual(["+Inf", "0.5", "1.0", "1e+06"]);
  const exemplars = await eventually(
    () =>
      prometheus.get(`/api/v1/query_exemplars?query=wait_seconds_bucket&start=${Date.now() / 1000 - 60}&end=${Date.now() / 1000 + 60}`) as Promise<
        object[]
      >,
    (found) => found.length > 0,
  );
  expect(JSON.stringify(exemplars)).toContain('"trace_id":"0af7651916cd43dd8448eb211c80319c"');
});

test("process metrics and the build are there", async () => {
  expect(await prometheus.query("process_resident_memory_bytes > 1e7")).toHaveLength(1);
  expect((await prometheus.query(buildInfo.name)).map(({ metric }) => [metric.version, metric.nodejs_version])).toEqual([
    ["1.2.3", process.versions.node],
  ]);
});

test("Prometheus reads text 0.0.4 where that is all it gets", async () => {
  const plain = new Registry();
  const { notes: gauges, orders: counts } = createMetrics({ notes, orders }, { registry: plain });
  counts.inc({ channel: "app" }, 3);
  for (const [index, note] of AWKWARD.entries()) {
    gauges.set({ note }, index);
  }
  // As an older Prometheus, which does not ask for more.
  const show = metricsHandler({ registry: plain });
  const textServer = createServer(
    (request, response) => void show(Object.assign(request, { headers: { accept: "text/plain;version=0.0.4" } }), response),
  );
  textServer.listen(0, "127.0.0.1");
  await once(textServer, "listening");
  const { port } = textServer.address() as AddressInfo;
  const reader = await startPrometheus({ target: port });
  try {
    expect((await fetch(`http://127.0.0.1:${port}/metrics`)).headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const series = await reader.query("notes");
    expect(new Map(series.map(({ metric, value }) => [metric.note ?? "", Number(value[1])]))).toEqual(
      new Map(AWKWARD.map((note, index) => [note, index])),
    );
    expect((await reader.query('orders_total{channel="app"}')).map(({ value }) => value[1])).toEqual(["3"]);
  } finally {
    await reader.stop();
    textServer.closeAllConnections();
    textServer.close();
  }
});

test("a registry that prom-client's default metrics share is scraped in both formats", async () => {
  const shared = new Registry();
  collectDefaultMetrics({ register: shared });
  createMetrics({ orders }, { registry: shared });
  expect((await lint(shared)).filter((line) => !line.startsWith("nodejs_active_"))).toEqual([]);
  const sharedServer = await serveMetrics({ registry: shared });
  const reader = await startPrometheus({ target: sharedServer.port });
  try {
    expect(await reader.query("orders_total")).toHaveLength(2);
    expect((await reader.query("nodejs_eventloop_lag_p99_seconds")).length).toBe(1);
  } finally {
    await reader.stop();
    await sharedServer.stop();
  }
});
