import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Pushgateway, Registry } from "prom-client";
import { expect, test } from "vitest";
import { createMetrics } from "../create-metrics.ts";
import { defineCounter, defineGauge, defineHistogram, open } from "../define.ts";
import { collectProcessMetrics } from "../process/collect-process-metrics.ts";
import { type ParsedFamily, parseExposition, readMetrics } from "../testing.ts";

const OPENMETRICS = Registry.OPENMETRICS_CONTENT_TYPE as never;
const SELF = /^metrics_/;

const jobs = defineCounter({ name: "jobs_total", help: "Jobs.\\n", labels: { queue: open({ max: 9 }) } });
const ticks = defineCounter({ name: "ticks_total", help: "Ticks." });
const depth = defineGauge({ name: "queue_depth", help: "Depth.", labels: { queue: open({ max: 9 }), zone: open({ max: 9 }) } });
const wait = defineHistogram({ name: "wait_seconds", help: "Wait.", labels: { queue: open({ max: 9 }) }, buckets: [0.5, 2.5] });
const pause = defineHistogram({ name: "pause_seconds", help: "Pause.", buckets: [0.5, 2.5] });
const empty = defineGauge({ name: "empty", help: "Empty.", labels: { queue: open({ max: 9 }) } });

const QUEUES = ["mail", 'say "hi"\\\n', "é🙂", ""];

/** The same samples in both kinds of metrics. */
function record(registry: Registry, ours: boolean): Registry {
  const registers = [registry];
  const labelled = { labelNames: ["queue"] as const, registers };
  const metrics = ours
    ? createMetrics({ jobs, ticks, depth, wait, pause, empty }, { registry })
    : {
        jobs: new Counter({ name: jobs.name, help: jobs.help, ...labelled }),
        ticks: new Counter({ name: ticks.name, help: ticks.help, registers }),
        depth: new Gauge({ name: depth.name, help: depth.help, labelNames: ["queue", "zone"], registers }),
        wait: new Histogram({ name: wait.name, help: wait.help, buckets: [...wait.buckets], ...labelled }),
        pause: new Histogram({ name: pause.name, help: pause.help, buckets: [...pause.buckets], registers }),
        empty: new Gauge({ name: empty.name, help: empty.help, ...labelled }),
      };
  for (const [index, queue] of QUEUES.entries()) {
    metrics.jobs.inc({ queue }, index + 0.5);
    metrics.depth.set({ queue, zone: "a" }, index - 1.5);
    metrics.wait.observe({ queue }, index);
    metrics.pause.observe(index);
  }
  metrics.ticks.inc(1e9 + 1);
  return registry;
}

async function parse(registry: Registry): Promise<ParsedFamily[]> {
  const text = await registry.metrics();
  return parseExposition(text).filter(({ name }) => !SELF.test(name));
}

test.each([
  ["text", false, {}],
  ["text", false, { app: "shop", zone: "b" }],
  ["OpenMetrics", true, {}],
  ["OpenMetrics", true, { app: "shop", zone: "b" }],
])("a stock registry writes our metrics as it writes its own: %s, default labels %#", async (_, openMetrics, defaultLabels) => {
  const [ours, theirs] = [true, false].map((own) => {
    const registry = record(new Registry(), own);
    registry.setDefaultLabels(defaultLabels);
    if (openMetrics) {
      registry.setContentType(OPENMETRICS);
    }
    return registry;
  }) as [Registry, Registry];
  const canonical = (await parse(theirs)).map((family) => ({
    ...family,
    samples: family.samples.map((sample) => {
      const { le, ...labels } = sample.labels;
      return le === undefined || le.includes("Inf") ? sample : { ...sample, labels: { ...labels, le: le.includes(".") ? le : `${le}.0` } };
    }),
  }));
  expect(await parse(ours)).toEqual(canonical);
  expect(await parse(ours)).toEqual(canonical);
  ours.setContentType(Registry.PROMETHEUS_CONTENT_TYPE);
  expect((await parse(ours)).map(({ name }) => name)).toContain("jobs_total");
});

test("a single metric of ours is written as a whole registry writes it", async () => {
  const registry = record(new Registry(), true);
  const whole = await registry.metrics();
  for (const { name } of [jobs, ticks, depth, wait, pause, empty]) {
    expect(whole).toContain(await registry.getSingleMetricAsString(name));
  }
});

test("a registry merged from others adds its own default labels to every line", async () => {
  const home = record(new Registry(), true);
  home.setDefaultLabels({ app: "home" });
  const merged = Registry.merge([home, new Registry()]);
  merged.setDefaultLabels({ app: "merged" });
  const families = await parse(merged);
  const samples = families.flatMap((family) => family.samples);
  expect(samples.length).toBe(4 + 1 + 4 + 20 + 5);
  expect(new Set(samples.map(({ labels }) => labels.app))).toEqual(new Set(["merged"]));
  merged.setContentType(OPENMETRICS);
  const open = await parse(merged);
  expect(open.find(({ name }) => name === "jobs")?.samples.map(({ name }) => name)).toEqual(Array(4).fill("jobs_total"));
});

test("JSON is made anew for each reader, who may change it", async () => {
  const registry = record(new Registry(), true);
  registry.setDefaultLabels({ app: "shop" });
  const first = await registry.getMetricsAsJSON();
  const second = await registry.getMetricsAsJSON();
  expect(first).toEqual(second);
  expect(JSON.parse(JSON.stringify(first))).toEqual(first);
  const values = first.find(({ name }) => name === "jobs_total")?.values ?? [];
  expect(values.map(({ value, labels }) => [value, labels])).toEqual(QUEUES.map((queue, index) => [index + 0.5, { queue, app: "shop" }]));
});

test("metrics of several processes are added up by prom-client's aggregator", async () => {
  const workers = [record(new Registry(), true), record(new Registry(), true), record(new Registry(), false)];
  const jsons = await Promise.all(workers.map(async (worker) => JSON.parse(JSON.stringify(await worker.getMetricsAsJSON()))));
  const aggregated = parseExposition(await AggregatorRegistry.aggregate(jsons.slice(0, 2)).metrics());
  expect(aggregated.find(({ name }) => name === "jobs_total")?.samples.map(({ value }) => value)).toEqual([1, 3, 5, 7]);
  expect(aggregated.find(({ name }) => name === "wait_seconds")?.samples.find(({ name }) => name.endsWith("_count"))?.value).toBe(2);
  const mixed = parseExposition(await AggregatorRegistry.aggregate(jsons).metrics());
  expect(mixed.find(({ name }) => name === "ticks_total")?.samples[0]?.value).toBe(3 * (1e9 + 1));
});

test("a push gateway is sent our metrics", async () => {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      bodies.push(Buffer.concat(chunks).toString());
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    const registry = record(new Registry(), true);
    await new Pushgateway(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {}, registry).push({ jobName: "batch" });
    expect(parseExposition(bodies[0] ?? "").find(({ name }) => name === "jobs_total")?.samples.length).toBe(4);
  } finally {
    server.close();
  }
});

test("resetMetrics and clear of prom-client reach our metrics", async () => {
  const registry = record(new Registry(), true);
  registry.resetMetrics();
  expect(readMetrics(registry).total(jobs)).toBe(0);
  expect(readMetrics(registry).value(ticks)).toBe(0);
  registry.clear();
  expect(await registry.metrics()).toBe("\n");
  const metrics = createMetrics({ ticks }, { registry });
  metrics.ticks.inc(3);
  expect(readMetrics(registry).value(ticks)).toBe(3);
});

test("prom-client's default metrics and ours of the process stand beside each other: who comes first keeps a name", async () => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const collection = collectProcessMetrics({ registry });
  const names = [...(await registry.metrics()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  expect(names).toContain("process_cpu_user_seconds_total");
  expect(names).toContain("nodejs_eventloop_time_seconds_total");
  expect(names.filter((name) => name === "process_cpu_seconds_total")).toEqual(["process_cpu_seconds_total"]);
  collection.stop();
  expect(registry.getSingleMetric("process_cpu_seconds_total")).toBeInstanceOf(Counter);
});
