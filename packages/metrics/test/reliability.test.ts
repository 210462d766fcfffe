import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { createMetrics } from "@platform/metrics";
import {
  defineCounter,
  defineGauge,
  defineHistogram,
  metricsCollectFailures,
  metricsSamplesRejected,
  metricsSeriesFolded,
  open,
} from "@platform/metrics/define";
import { collectProcessMetrics } from "@platform/metrics/runtime";
import { parseExposition, readMetrics } from "@platform/metrics/testing";
import { Counter, Gauge, Registry } from "prom-client";
import { afterEach, expect, test, vi } from "vitest";
import { type ExpositionServer, serveMetrics } from "./exposition-server.ts";

const servers: ExpositionServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function serve(registry: Registry): Promise<string> {
  const server = await serveMetrics({ registry });
  servers.push(server);
  return server.url;
}

const jobs = defineCounter({ name: "jobs_total", help: "Jobs.", labels: { queue: ["mail", "export"] } });
const depth = defineGauge({ name: "queue_depth", help: "Depth." });
const wait = defineHistogram({ name: "wait_seconds", help: "Wait.", buckets: [0.5, 1] });

test("label explosion: 1,000,000 values keep the scrape small", async () => {
  const registry = new Registry();
  const visits = defineCounter({ name: "visits_total", help: "Visits.", labels: { path: open({ max: 10_000 }) } });
  const metrics = createMetrics({ visits }, { registry });
  for (let path = 0; path < 1_000_000; path++) {
    metrics.visits.inc({ path: `/user/${path}` });
  }
  expect(readMetrics(registry).value(metricsSeriesFolded, { metric: "visits_total" })).toBe(998_000);
  const text = await (await fetch(await serve(registry))).text();
  const samples = parseExposition(text).find(({ name }) => name === "visits_total")?.samples ?? [];
  expect(samples.length).toBe(2001);
  expect(samples.reduce((sum, { value }) => sum + value, 0)).toBe(1_000_000);
}, 120_000);

test("scrape stampede: twenty scrapes of 150,000 lines leave turns of the event loop to others", async () => {
  const registry = new Registry();
  const labels = { route: open({ max: 10_000 }) };
  const requests = defineHistogram({
    name: "requests_seconds",
    help: "Requests.",
    labels,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
    maxSeries: 10_000,
  });
  const metrics = createMetrics({ requests }, { registry });
  for (let route = 0; route < 10_000; route++) {
    metrics.requests.observe({ route: `/orders/${route}` }, route / 1000);
  }
  const render = (await import("../src/exposition/render-registry.ts")).createRegistryRenderer(registry);
  await render("text");
  let turns = 0;
  let rendering = true;
  const turn = () => {
    turns++;
    if (rendering) {
      setImmediate(turn);
    }
  };
  setImmediate(turn);
  await Promise.all(Array.from({ length: 20 }, () => render("text")));
  rendering = false;
  // Together they take a hundred milliseconds or more, in slices of one.
  expect(turns).toBeGreaterThan(40);
}, 120_000);

test("inc(NaN) does not poison a counter", () => {
  const registry = new Registry();
  const metrics = createMetrics({ jobs, depth, wait }, { registry });
  metrics.jobs.inc({ queue: "mail" }, Number.NaN);
  metrics.jobs.inc({ queue: "mail" }, Number.POSITIVE_INFINITY);
  metrics.jobs.inc({ queue: "mail" }, -1);
  metrics.depth.set(Number.NaN);
  metrics.wait.observe(Number.NaN);
  metrics.wait.observe(-0.001);
  metrics.jobs.inc({ queue: "mail" });
  const read = readMetrics(registry);
  expect(read.value(jobs, { queue: "mail" })).toBe(1);
  expect(read.value(depth)).toBe(0);
  expect(read.distribution(wait)).toEqual({ count: 0, sum: 0, buckets: [0, 0, 0] });
  const rejected = (metric: string, reason: "not_finite" | "negative") => read.value(metricsSamplesRejected, { metric, reason });
  expect([rejected("jobs_total", "not_finite"), rejected("jobs_total", "negative")]).toEqual([2, 1]);
  expect([rejected("queue_depth", "not_finite"), rejected("wait_seconds", "not_finite"), rejected("wait_seconds", "negative")]).toEqual([1, 1, 1]);
});

test("a label __name__ of another library's metric costs that sample, not the scrape", async () => {
  const registry = new Registry();
  createMetrics({ jobs }, { registry });
  const counter = new Counter({ name: "theirs_total", help: "Theirs.", labelNames: ["__name__", "kind"], registers: [registry] });
  counter.inc({ __name__: "forged" });
  counter.inc({ kind: "good" });
  const families = parseExposition(await (await fetch(await serve(registry))).text());
  expect(families.find(({ name }) => name === "theirs_total")?.samples.map(({ labels }) => labels)).toEqual([{ kind: "good" }]);
  expect(readMetrics(registry).value(metricsCollectFailures, { metric: "theirs_total", reason: "error" })).toBe(1);
});

test("a collect() that throws, rejects or hangs costs its own metric, in a scrape that is on time", async () => {
  const registry = new Registry();
  const metrics = createMetrics({ jobs, depth }, { registry });
  metrics.depth.onCollect(() => {
    throw new Error("thrown");
  });
  const registers = [registry];
  new Gauge({ name: "throws", help: "T.", registers, collect: () => expect.fail("thrown") });
  new Gauge({ name: "rejects", help: "R.", registers, collect: () => Promise.reject(new Error("rejected")) });
  new Gauge({ name: "hangs", help: "H.", registers, collect: () => new Promise<void>(() => {}) });
  new Gauge({ name: "fine", help: "F.", registers }).set(1);
  const url = await serve(registry);
  const names = parseExposition(await (await fetch(url)).text()).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["jobs_total", "queue_depth", "fine"]));
  expect(names.filter((name) => ["throws", "rejects", "hangs"].includes(name))).toEqual([]);
  const again = performance.now();
  await fetch(url);
  // Another wait for the one that hangs would take 3 s.
  expect(performance.now() - again).toBeLessThan(3000);
  const read = readMetrics(registry);
  const failures = (metric: string, reason: "error" | "timeout") => read.value(metricsCollectFailures, { metric, reason });
  expect([failures("throws", "error"), failures("rejects", "error"), failures("hangs", "timeout"), failures("queue_depth", "error")]).toEqual([
    2, 2, 2, 2,
  ]);
});

test("a failed constructor of prom-client leaves no zombie in the scrape", async () => {
  const registry = new Registry();
  createMetrics({ jobs }, { registry });
  expect(() => new Gauge({ name: "zombie", help: "Z.", labelNames: ["a"], registers: [registry, null as never] })).toThrow();
  const zombie = { name: "half", get: undefined };
  registry.registerMetric(zombie as never);
  const names = parseExposition(await (await fetch(await serve(registry))).text()).map(({ name }) => name);
  expect(names).toContain("jobs_total");
  expect(names).not.toContain("half");
});

test("a reload a hundred times gives the same instruments and leaves one callback", async () => {
  const registry = new Registry();
  const first = createMetrics({ jobs, depth }, { registry });
  let calls = 0;
  for (let load = 0; load < 100; load++) {
    const reloaded = defineCounter({ name: "jobs_total", help: "Jobs.", labels: { queue: ["mail", "export"] } });
    const metrics = createMetrics({ jobs: reloaded, depth }, { registry });
    expect(metrics.jobs).toBe(first.jobs);
    metrics.jobs.inc({ queue: "mail" });
    metrics.depth.onCollect(() => void calls++);
  }
  await registry.metrics();
  expect(calls).toBe(1);
  expect(readMetrics(registry).value(jobs, { queue: "mail" })).toBe(100);
});

/** A program of its own, whose handles nobody else has opened. */
async function run(program: string): Promise<string> {
  const options = { cwd: import.meta.dirname, timeout: 20_000 };
  const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=@platform/source", "--input-type=module", "-e", program], options);
  return stdout;
}

test("process metrics that come and go leave no handle, listener or timer behind", async () => {
  const program = `
    import { setTimeout } from "node:timers/promises";
    import { collectProcessMetrics } from "@platform/metrics/runtime";
    import { register } from "prom-client";
    const listeners = () => process.eventNames().flatMap((name) => process.listeners(name)).length;
    const before = listeners();
    for (let round = 0; round < 100; round++) {
      const collection = collectProcessMetrics();
      await register.metrics();
      collection.stop();
    }
    await setTimeout(50);
    console.log(JSON.stringify([process.getActiveResourcesInfo().filter((name) => !/Pipe|TTY|File/.test(name)), listeners() - before]));
  `;
  expect(JSON.parse(await run(program))).toEqual([[], 0]);
});

test("a program ends by itself while its process metrics are collected", async () => {
  const program = `
    import { metricsHandler } from "@platform/metrics";
    import { collectProcessMetrics } from "@platform/metrics/runtime";
    collectProcessMetrics();
    metricsHandler();
    console.log("done");
  `;
  expect(await run(program)).toBe("done\n");
});

test("two copies of prom-client: metrics go to the registry they are given, whichever copy it is of", async () => {
  const require = createRequire(import.meta.url);
  for (const path of Object.keys(require.cache).filter((each) => each.includes("prom-client"))) {
    delete require.cache[path];
  }
  const copy: typeof import("prom-client") = require("prom-client");
  expect(copy.Registry).not.toBe(Registry);
  const registry = new copy.Registry();
  const metrics = createMetrics({ jobs }, { registry });
  new copy.Counter({ name: "theirs_total", help: "Theirs.", registers: [registry] }).inc();
  metrics.jobs.inc({ queue: "mail" });
  const names = parseExposition(await (await fetch(await serve(registry as never))).text()).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["jobs_total", "theirs_total"]));
});

test("two copies of this package share the instruments of a registry", async () => {
  const registry = new Registry();
  const first = createMetrics({ jobs }, { registry });
  vi.resetModules();
  const copy = await import("@platform/metrics");
  const copyOfDefine = await import("@platform/metrics/define");
  const copyOfRuntime = await import("@platform/metrics/runtime");
  expect(copy.createMetrics).not.toBe(createMetrics);
  const second = copy.createMetrics({ jobs: copyOfDefine.defineCounter({ ...jobs }) }, { registry });
  second.jobs.inc({ queue: "mail" });
  first.jobs.inc({ queue: "mail" });
  expect(readMetrics(registry).value(jobs, { queue: "mail" })).toBe(2);
  const collections = [collectProcessMetrics({ registry }), copyOfRuntime.collectProcessMetrics({ registry })];
  expect(await (await fetch(await serve(registry))).text()).toContain("\nprocess_cpu_seconds_total ");
  for (const collection of collections) {
    collection.stop();
  }
  expect(registry.getSingleMetric("process_cpu_seconds_total")).toBeUndefined();
});
