import { Counter, Gauge, Registry, Summary } from "prom-client";
import { expect, test } from "vitest";
import { createMetrics } from "../create-metrics.ts";
import { defineCounter, defineGauge, defineHistogram, defineInfo, metricsSeriesFolded, open } from "../define.ts";
import type { ExpositionFormat } from "../exposition/format.ts";
import { createRegistryRenderer } from "../exposition/render-registry.ts";
import { ownMetric } from "../registry/instrument-in.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";
import { type ParsedSample, parseExposition, readMetrics } from "../testing.ts";
import { createAggregatedRegistry } from "./aggregated-registry.ts";
import { answer, failure } from "./message.ts";
import { createSnapshotReader } from "./snapshot.ts";
import type { WorkerListener } from "./worker-link.ts";

/** Workers of this process, whose messages pass through JSON as those of a cluster do. */
function group({ withMissing = false, timeoutSeconds = 5 } = {}) {
  const registry = new Registry();
  let join: ((registry: MetricRegistry) => WorkerListener) | undefined;
  const aggregated = createAggregatedRegistry({
    registry,
    timeoutSeconds,
    withMissing,
    workers: [
      {
        connect(connect) {
          join = (of) => {
            const reader = createSnapshotReader([of]);
            const listener = connect({
              name: "worker",
              async ask() {
                const message = await reader.read().then(answer, failure);
                listener.message(JSON.parse(JSON.stringify(message)));
              },
            });
            return listener;
          };
          return { stop() {} };
        },
      },
    ],
  });
  const render = createRegistryRenderer(aggregated.registry);
  const scrape = async (format: ExpositionFormat = "text"): Promise<readonly ParsedSample[]> => {
    await aggregated.update();
    return parseExposition(Buffer.concat(await render(format)).toString()).flatMap((family) => family.samples);
  };
  return {
    registry,
    aggregated,
    add: (of: MetricRegistry) => (join as (registry: MetricRegistry) => WorkerListener)(of),
    scrape,
    /** Values of a sample by one of its labels. */
    async values(name: string, label: string): Promise<Record<string, number>> {
      const samples = (await scrape()).filter((sample) => sample.name === name);
      return Object.fromEntries(samples.map(({ labels, value }) => [labels[label] ?? "", value]));
    },
  };
}

function workerWith<const D extends Parameters<typeof createMetrics>[0]>(definitions: D) {
  const registry = new Registry();
  return { registry, metrics: createMetrics(definitions, { registry }) };
}

const jobs = defineCounter({ name: "jobs_total", help: "Jobs.", labels: { queue: open({ max: 9 }) } });

test("gauges follow their aggregator, infos and states hold for all when one worker has them", async () => {
  const rules = ["sum", "min", "max", "average", "first", "omit"] as const;
  const definitions = Object.fromEntries(rules.map((rule) => [rule, defineGauge({ name: `of_${rule}_rule`, help: "G.", aggregator: rule })]));
  const unsaid = defineGauge({ name: "unsaid", help: "G." });
  const info = defineInfo({ name: "build_info", help: "I.", labels: { version: open({ max: 2 }) } });
  const { add, scrape } = group();
  for (const value of [4, 1, 7]) {
    const { registry, metrics } = workerWith({ ...definitions, unsaid, info });
    for (const rule of rules) {
      (metrics as unknown as Record<string, { set(value: number): void }>)[rule]?.set(value);
    }
    metrics.unsaid.set(value);
    metrics.info.set({ version: "1" });
    add(registry);
  }
  const samples = await scrape();
  const value = (name: string) => samples.find((sample) => sample.name === name)?.value;
  expect(rules.map((rule) => value(`of_${rule}_rule`))).toEqual([12, 1, 7, 4, 4, undefined]);
  expect([value("unsaid"), value("build_info")]).toEqual([12, 1]);
});

test("metrics of prom-client follow their aggregator; quantiles are left out, for their sum means nothing", async () => {
  const { add, scrape } = group();
  for (const value of [4, 1, 7]) {
    const registry = new Registry();
    const registers = [registry];
    for (const aggregator of ["sum", "min", "max", "average", "first", "omit"] as const) {
      new Gauge({ name: `by_${aggregator}`, help: "G.", aggregator, registers }).set(value);
    }
    new Gauge({ name: "odd", help: "G.", registers }).set(value === 1 ? Number.POSITIVE_INFINITY : value);
    new Summary({ name: "took", help: "S.", registers }).observe(value);
    add(registry);
  }
  const samples = await scrape();
  const value = (name: string) => samples.find((sample) => sample.name === name)?.value;
  expect(["sum", "min", "max", "average", "first", "omit"].map((rule) => value(`by_${rule}`))).toEqual([12, 1, 7, 4, 4, undefined]);
  expect(["odd", "took", "took_sum", "took_count"].map(value)).toEqual([Number.POSITIVE_INFINITY, undefined, 12, 3]);
});

test("all workers together keep the cap of a metric, no series ever falls, and each fold is counted", async () => {
  const visits = defineCounter({ name: "visits_total", help: "V.", labels: { path: open({ max: 10_000 }) }, maxSeries: 20 });
  const { add, values, registry } = group();
  let before: Record<string, number> = {};
  let total = 0;
  for (let generation = 0; generation < 8; generation++) {
    const worker = workerWith({ visits });
    const listener = add(worker.registry);
    for (let path = 0; path < 10; path++) {
      worker.metrics.visits.inc({ path: `/${generation}/${path}` }, path + 1);
      total += path + 1;
    }
    const now = await values("visits_total", "path");
    expect(Object.keys(now).length).toBeLessThanOrEqual(21);
    expect(Object.values(now).reduce((a, b) => a + b)).toBe(total);
    for (const [path, value] of Object.entries(before)) {
      expect(now[path]).toBeGreaterThanOrEqual(value);
    }
    before = now;
    if (generation % 2 === 0) {
      listener.end();
    }
  }
  expect(before._other).toBeGreaterThan(0);
  expect(readMetrics(registry).value(metricsSeriesFolded, { metric: "visits_total" })).toBeGreaterThanOrEqual(60);
});

test("series of gauges go with their worker, and do not fill the cap for those that come", async () => {
  const size = defineGauge({ name: "size", help: "S.", labels: { pid: open({ max: 10_000 }) }, maxSeries: 10 });
  const { add, values } = group();
  for (let pid = 0; pid < 100; pid++) {
    const worker = workerWith({ size });
    worker.metrics.size.set({ pid }, pid);
    const listener = add(worker.registry);
    expect(await values("size", "pid")).toEqual({ [pid]: pid });
    listener.end();
  }
});

test("native histograms of workers with different resolutions become one", async () => {
  const fine = defineHistogram({ name: "took_seconds", help: "T.", buckets: [1, 10], native: { factor: 1.1 } });
  const { add, aggregated } = group();
  const [one, two, three] = [workerWith({ fine }), workerWith({ fine }), workerWith({ fine: { ...fine, native: { factor: 2, maxBuckets: 160 } } })];
  const observed: number[] = [];
  for (const worker of [one, two, three]) {
    for (let time = 0; time < 200; time++) {
      const value = time === 0 ? 0 : Math.random() * 100;
      worker.metrics.fine.observe(value);
      observed.push(value);
    }
  }
  const gone = add(two.registry);
  await aggregated.update();
  gone.end();
  add(one.registry);
  add(three.registry);
  await aggregated.update();
  const native = ownMetric(aggregated.registry.getMetricsAsArray().find((metric) => ownMetric(metric)?.definition.name === fine.name))?.native?.get(
    0,
  );
  expect([native?.schema, native?.zeroCount, native?.negative.size]).toEqual([0, 3, 0]);
  const expected = new Map<number, number>();
  for (const value of observed.filter((each) => each > 0)) {
    const index = Math.ceil(Math.log2(value));
    expected.set(index, (expected.get(index) ?? 0) + 1);
  }
  expect(native?.positive).toEqual(expected);
});

test("default labels of workers are labels of their series", async () => {
  const { add, scrape } = group();
  for (const zone of ["a", "b", "b"]) {
    const { registry, metrics } = workerWith({ jobs });
    registry.setDefaultLabels({ zone });
    metrics.jobs.inc({ queue: "mail" });
    new Counter({ name: "theirs_total", help: "T.", registers: [registry] }).inc();
    add(registry);
  }
  const samples = (await scrape("openmetrics")).filter(({ name }) => ["jobs_total", "theirs_total"].includes(name));
  expect(samples.map(({ name, labels, value }) => [name, labels, value])).toEqual([
    ["jobs_total", { queue: "mail", zone: "a" }, 1],
    ["jobs_total", { queue: "mail", zone: "b" }, 2],
    ["theirs_total", { zone: "a" }, 1],
    ["theirs_total", { zone: "b" }, 2],
  ]);
});

test("during a rolling restart, series without a label stand beside those that have it", async () => {
  const older = defineCounter({ name: "jobs_total", help: "Jobs." });
  const newer = defineCounter({ name: "jobs_total", help: "Jobs.", labels: { queue: ["mail", "export"] } });
  const { add, values } = group();
  const [one, two] = [workerWith({ older }), workerWith({ newer })];
  one.metrics.older.inc(2);
  two.metrics.newer.inc({ queue: "mail" }, 3);
  const gone = add(one.registry);
  add(two.registry);
  const expected = { "": 2, mail: 3, export: 0 };
  expect(await values("jobs_total", "queue")).toEqual(expected);
  gone.end();
  expect(await values("jobs_total", "queue")).toEqual(expected);
});

test("during a rolling restart, workers of two releases with other values of a label, in another order, add up", async () => {
  const labels = { queue: ["mail", "export"], outcome: ["ok", "failed"] } as const;
  const older = defineCounter({ name: "jobs_total", help: "Jobs.", labels });
  const newer = defineCounter({ name: "jobs_total", help: "Jobs done.", labels: { outcome: ["ok", "lost"], queue: ["mail", "audit"] } });
  const { add, scrape } = group();
  const [one, two] = [workerWith({ older }), workerWith({ newer })];
  one.metrics.older.inc({ queue: "mail", outcome: "ok" }, 2);
  one.metrics.older.inc({ queue: "export", outcome: "failed" }, 3);
  const gone = add(one.registry);
  await scrape();
  add(workerWith({ older }).registry);
  two.metrics.newer.inc({ queue: "mail", outcome: "ok" }, 5);
  two.metrics.newer.inc({ queue: "audit", outcome: "lost" }, 7);
  add(two.registry);
  await scrape();
  gone.end();
  const shown = (await scrape()).filter(({ name, value }) => name === "jobs_total" && value > 0);
  expect(new Map(shown.map(({ labels: { queue, outcome }, value }) => [`${queue} ${outcome}`, value]))).toEqual(
    new Map([
      ["mail ok", 7],
      ["export failed", 3],
      ["audit lost", 7],
    ]),
  );
});

test.each([
  [
    "other buckets",
    defineHistogram({ name: "m_seconds", help: "M.", buckets: [1] }),
    defineHistogram({ name: "m_seconds", help: "M.", buckets: [2] }),
  ],
  ["another kind", defineGauge({ name: "m_total_now", help: "M." }), { ...defineCounter({ name: "m_total", help: "M." }), name: "m_total_now" }],
])("workers whose metric has %s fail the scrape, which is whole again when one of them is gone", async (_, one, other) => {
  const { add, aggregated, scrape } = group();
  add(workerWith({ one }).registry);
  const listener = add(workerWith({ other }).registry);
  await expect(aggregated.update()).rejects.toThrow(/^m_\w+ is defined in two ways/);
  listener.end();
  expect((await scrape()).some(({ name }) => name.startsWith("m_"))).toBe(true);
});

test("a metric of prom-client that cannot be read this time keeps its earlier value", async () => {
  const { add, scrape } = group();
  const registry = new Registry();
  let fails = false;
  const counter = new Counter({
    name: "theirs_total",
    help: "T.",
    registers: [registry],
    collect() {
      if (fails) {
        throw new Error("database gone");
      }
    },
  });
  counter.inc(5);
  add(registry);
  const value = async () => (await scrape()).find(({ name }) => name === "theirs_total")?.value;
  expect(await value()).toBe(5);
  fails = true;
  counter.inc();
  expect(await value()).toBe(5);
  fails = false;
  expect(await value()).toBe(6);
});

test("a worker that cannot read its metrics is missing, with its reason", async () => {
  const { add, aggregated } = group();
  const registry = new Registry();
  add(registry);
  registry.getMetricsAsArray = () => {
    throw new Error("no metrics today");
  };
  expect(await aggregated.update()).toEqual({ complete: false, missing: [{ name: "worker", reason: "error", detail: "no metrics today" }] });
});

test("workers that end while a scrape is being put together are counted once", async () => {
  const { add, aggregated, values } = group();
  const listeners = Array.from({ length: 30 }, () => {
    const worker = workerWith({ jobs });
    worker.metrics.jobs.inc({ queue: "mail" });
    return add(worker.registry);
  });
  await aggregated.update();
  const update = aggregated.update();
  for (const listener of listeners) {
    await new Promise((resolve) => setImmediate(resolve));
    listener.end();
  }
  await update;
  expect(await values("jobs_total", "queue")).toEqual({ mail: 30 });
  expect(await values("jobs_total", "queue")).toEqual({ mail: 30 });
});
