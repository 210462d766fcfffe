import { Counter, Registry } from "prom-client";
import { expect, test } from "vitest";
import { createMetrics } from "./create-metrics.ts";
import {
  defineCounter,
  defineGauge,
  defineHistogram,
  defineInfo,
  defineStateSet,
  metricsSamplesRejected,
  metricsSeriesFolded,
  OTHER,
  open,
} from "./define.ts";
import { readMetrics } from "./testing.ts";

const jobs = defineCounter({ name: "jobs_total", help: "Jobs.", labels: { queue: ["mail", "export"], outcome: ["ok", "failed"] } });
const ticks = defineCounter({ name: "ticks_total", help: "Ticks." });
const depth = defineGauge({ name: "queue_depth", help: "Depth.", labels: { queue: ["mail", "export"] } });
const load = defineGauge({ name: "load_ratio", help: "Load." });
const wait = defineHistogram({ name: "wait_seconds", help: "Wait.", labels: { queue: open({ max: 2 }) }, buckets: [0.1, 1] });
const pause = defineHistogram({ name: "pause_seconds", help: "Pause.", buckets: [0.1, 1] });
const delta = defineHistogram({ name: "delta_celsius", help: "Change.", buckets: [-10, 0, 10] });

function setUp() {
  const registry = new Registry();
  const metrics = createMetrics({ jobs, ticks, depth, load, wait, pause, delta }, { registry });
  return { registry, metrics, read: readMetrics(registry) };
}

test("a counter adds what it is given, and 1 when it is given nothing", () => {
  const { metrics, read } = setUp();
  metrics.jobs.inc({ queue: "mail", outcome: "ok" });
  metrics.jobs.inc({ queue: "mail", outcome: "ok" }, 2.5);
  metrics.jobs.inc({ outcome: "failed", queue: "mail" }, 0);
  metrics.ticks.inc();
  metrics.ticks.inc(4);
  expect(read.value(jobs, { queue: "mail", outcome: "ok" })).toBe(3.5);
  expect(read.value(jobs, { queue: "mail", outcome: "failed" })).toBe(0);
  expect(read.value(ticks)).toBe(5);
});

test("a gauge is set, raised and lowered", () => {
  const { metrics, read } = setUp();
  metrics.depth.set({ queue: "mail" }, 7);
  metrics.depth.inc({ queue: "mail" });
  metrics.depth.dec({ queue: "mail" }, 3);
  metrics.load.set(-0.5);
  metrics.load.inc(1);
  metrics.load.dec();
  expect(read.value(depth, { queue: "mail" })).toBe(5);
  expect(read.value(load)).toBe(-0.5);
});

test("a histogram counts a value at a bound under that bound", () => {
  const { metrics, read } = setUp();
  for (const value of [0, 0.1, 0.10001, 1, 7]) {
    metrics.wait.observe({ queue: "mail" }, value);
    metrics.pause.observe(value);
  }
  const expected = { count: 5, sum: 8.20001, buckets: [2, 4, 5] };
  expect(read.distribution(wait, { queue: "mail" })).toEqual(expected);
  expect(read.distribution(pause)).toEqual(expected);
});

test("a histogram with a negative bound takes negative values", () => {
  const { metrics, read } = setUp();
  metrics.delta.observe(-20);
  metrics.delta.observe(-5);
  expect(read.distribution(delta)).toEqual({ count: 2, sum: -25, buckets: [1, 2, 2, 2] });
});

test("a bound child records as its metric does", () => {
  const { metrics, read } = setUp();
  metrics.jobs.labels({ queue: "mail", outcome: "ok" }).inc(2);
  metrics.depth.labels({ queue: "export" }).set(4);
  metrics.depth.labels({ queue: "export" }).inc();
  metrics.depth.labels({ queue: "export" }).dec(2);
  metrics.wait.labels({ queue: "mail" }).observe(0.5);
  expect(read.value(jobs, { queue: "mail", outcome: "ok" })).toBe(2);
  expect(read.value(depth, { queue: "export" })).toBe(3);
  expect(read.distribution(wait, { queue: "mail" })?.count).toBe(1);
});

test("a call works when it is taken off its metric", () => {
  const { metrics, read } = setUp();
  const { inc } = metrics.ticks;
  const { set } = metrics.depth.labels({ queue: "mail" });
  inc();
  set(3);
  expect(read.value(ticks)).toBe(1);
  expect(read.value(depth, { queue: "mail" })).toBe(3);
});

test("a number and its text are one value of a label", () => {
  const { metrics, read } = setUp();
  metrics.wait.observe({ queue: 200 }, 0.5);
  metrics.wait.observe({ queue: "200" }, 0.5);
  metrics.wait.observe({ queue: 200 }, 0.5);
  expect(read.distribution(wait, { queue: "200" })?.count).toBe(3);
  expect(read.total(metricsSeriesFolded)).toBe(0);
});

test("labels with further properties, in any order, from a class or without a prototype lead to one series", () => {
  const { metrics, read } = setUp();
  class Job {
    queue = "mail" as const;
    get outcome() {
      return "ok" as const;
    }
  }
  metrics.jobs.inc({ queue: "mail", outcome: "ok" });
  metrics.jobs.inc({ outcome: "ok", queue: "mail" });
  metrics.jobs.inc(Object.assign({ id: 42 }, { queue: "mail", outcome: "ok" } as const));
  metrics.jobs.inc(new Job());
  metrics.jobs.inc(Object.assign(Object.create(null), { queue: "mail", outcome: "ok" }));
  metrics.jobs.inc(Object.create({ queue: "mail", outcome: "ok" }));
  expect(read.value(jobs, { queue: "mail", outcome: "ok" })).toBe(6);
  expect(read.total(metricsSamplesRejected)).toBe(0);
});

test("the labels object may change after the call", () => {
  const { metrics, read } = setUp();
  const labels: { queue: "mail" | "export"; outcome: "ok" } = { queue: "mail", outcome: "ok" };
  metrics.jobs.inc(labels);
  metrics.jobs.inc(labels);
  metrics.jobs.inc(labels);
  const child = metrics.jobs.labels(labels);
  labels.queue = "export";
  metrics.jobs.inc(labels);
  child.inc();
  metrics.jobs.reset();
  child.inc(10);
  expect(read.value(jobs, { queue: "mail", outcome: "ok" })).toBe(10);
  expect(read.value(jobs, { queue: "export", outcome: "ok" })).toBe(0);
});

test("reset drops the series, and children made before it go on", () => {
  const { metrics, read } = setUp();
  const child = metrics.wait.labels({ queue: "mail" });
  child.observe(1);
  metrics.wait.observe({ queue: "export" }, 1);
  metrics.jobs.inc({ queue: "mail", outcome: "ok" });
  read.reset();
  expect(read.total(wait)).toBe(0);
  expect(read.distribution(wait, { queue: "mail" })).toBeUndefined();
  expect(read.value(jobs, { queue: "mail", outcome: "ok" })).toBe(0);
  metrics.wait.observe({ queue: "third" }, 1);
  child.observe(0.05);
  expect(read.distribution(wait, { queue: "mail" })).toEqual({ count: 1, sum: 0.05, buckets: [1, 1, 1] });
});

test("a closed list with _other takes other values under it, one without refuses them", () => {
  const registry = new Registry();
  const pays = defineCounter({ name: "pays_total", help: "Pays.", labels: { method: ["card", OTHER] } });
  const metrics = createMetrics({ pays, jobs }, { registry });
  const read = readMetrics(registry);
  metrics.pays.inc({ method: "shells" as never });
  metrics.jobs.inc({ queue: "post" as never, outcome: "ok" });
  expect(read.value(pays, { method: OTHER })).toBe(1);
  expect(read.value(metricsSeriesFolded, { metric: "jobs_total" })).toBeUndefined();
  expect(read.value(metricsSamplesRejected, { metric: "jobs_total", reason: "labels" })).toBe(1);
  expect(read.total(jobs)).toBe(0);
});

test("an info shows the sets of labels it was given, at 1, and none before", () => {
  const registry = new Registry();
  const pool = defineInfo({ name: "pool_info", help: "Pool.", labels: { mode: ["single", "cluster"] } });
  const metrics = createMetrics({ pool }, { registry });
  const read = readMetrics(registry);
  expect(read.value(pool, { mode: "single" })).toBeUndefined();
  metrics.pool.set({ mode: "cluster" });
  metrics.pool.set({ mode: "cluster" });
  expect(read.value(pool, { mode: "cluster" })).toBe(1);
  metrics.pool.set(undefined as never);
  expect(read.value(metricsSamplesRejected, { metric: "pool_info", reason: "labels" })).toBe(1);
});

test("a state set has one state at a time", () => {
  const registry = new Registry();
  const light = defineStateSet({ name: "light", help: "Light.", states: ["red", "green"] });
  const door = defineStateSet({ name: "door", help: "Door.", states: ["open", "shut"], labels: { house: open({ max: 5 }) } });
  const metrics = createMetrics({ light, door }, { registry });
  const read = readMetrics(registry);
  expect(read.total(light)).toBe(0);
  metrics.light.set("red");
  metrics.light.set("green");
  metrics.light.set("blue" as never);
  metrics.door.set({ house: 1 }, "open");
  metrics.door.set({ house: 1 }, "shut");
  metrics.door.set(null as never, "shut");
  expect([read.value(light, { light: "red" }), read.value(light, { light: "green" })]).toEqual([0, 1]);
  expect([read.value(door, { house: 1, door: "open" }), read.value(door, { house: 1, door: "shut" })]).toEqual([0, 1]);
  expect(read.total(metricsSamplesRejected)).toBe(2);
});

test("one definition under two keys is one instrument", () => {
  const registry = new Registry();
  const metrics = createMetrics({ first: ticks, second: ticks }, { registry });
  expect(metrics.first).toBe(metrics.second);
});

test.each([
  [
    "a counter of prom-client",
    (registry: Registry) => void new Counter({ name: ticks.name, help: "Theirs.", registers: [registry] }),
    /not of this package/,
  ],
  [
    "another definition",
    (registry: Registry) => void createMetrics({ ticks: defineCounter({ name: ticks.name, help: "Other." }) }, { registry }),
    /create-metrics\.test\.ts:\d+.*create-metrics\.test\.ts:\d+/,
  ],
  [
    "a gauge whose OpenMetrics family is the counter's",
    (registry: Registry) => void createMetrics({ ticks: defineGauge({ name: "ticks", help: "Gauge." }) }, { registry }),
    /the gauge ticks\{\}.*the counter ticks_total\{\}/,
  ],
])("%s under the same name is a conflict, and nothing is registered", (_, occupy, message) => {
  const registry = new Registry();
  occupy(registry);
  const before = registry.getMetricsAsArray().length;
  expect(() => createMetrics({ jobs, ticks }, { registry })).toThrow(expect.objectContaining({ code: "metric_conflict" }));
  expect(() => createMetrics({ jobs, ticks }, { registry })).toThrow(message);
  expect(registry.getSingleMetric(jobs.name)).toBeUndefined();
  expect(registry.getMetricsAsArray().length - before).toBeLessThanOrEqual(3);
});

test("two different definitions of one name in a record are a conflict", () => {
  const other = defineCounter({ name: ticks.name, help: "Other." });
  expect(() => createMetrics({ ticks, other }, { registry: new Registry() })).toThrow(expect.objectContaining({ code: "metric_conflict" }));
});
