import { setTimeout } from "node:timers/promises";
import { createMetrics } from "@platform/metrics";
import { buildInfo, defineCounter, defineGauge, defineHistogram, open } from "@platform/metrics/define";
import { Counter, Histogram, Registry, Summary } from "prom-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ExpositionServer, serveMetrics } from "./exposition-server.ts";
import { type RunningPrometheus, startPrometheus } from "./start-prometheus.ts";

const AWKWARD = ["", 'say "hi"', "back\\slash", "two\nlines", "é🙂", "x".repeat(300)];

const orders = defineCounter({ name: "orders_total", help: "Orders.", labels: { note: open({ max: 20 }) } });
const level = defineGauge({ name: "level", help: "Level." });
const classic = defineHistogram({ name: "classic_seconds", help: "Classic.", labels: { queue: ["mail"] }, buckets: [0.5, 1, 1e6] });
const native = defineHistogram({
  name: "native_seconds",
  help: "Native.",
  labels: { queue: ["mail", "idle"] },
  buckets: [],
  native: { factor: 1.05 },
});
const both = defineHistogram({ name: "both_celsius", help: "Both.", buckets: [-1, 0, 1], native: {} });

const registry = new Registry();
registry.setDefaultLabels({ shop: "north" });
const metrics = createMetrics(
  { orders, level, classic, native, both, buildInfo },
  { registry, exemplar: () => ({ trace_id: "0af7651916cd43dd8448eb211c80319c" }) },
);
let server: ExpositionServer;
let prometheus: RunningPrometheus;

beforeAll(async () => {
  const registers = [registry];
  new Counter({ name: "theirs_total", help: "Theirs.", labelNames: ["kind", "__name__"], registers }).inc({ kind: "a" }, 3);
  new Histogram({ name: "their_seconds", help: "Theirs.", labelNames: ["kind"], buckets: [1, 2], registers }).observe({ kind: "a" }, 1.5);
  new Summary({ name: "their_summary", help: "Theirs.", labelNames: ["kind"], percentiles: [0.5], registers }).observe({ kind: "a" }, 1.5);
  metrics.level.set(-1.5);
  metrics.buildInfo.set({ version: "1", revision: "", nodejs_version: "24" });
  for (const [index, note] of AWKWARD.entries()) {
    metrics.orders.inc({ note }, index + 0.5);
  }
  server = await serveMetrics({ registry });
  prometheus = await startPrometheus({ target: server.port, features: "native-histograms,exemplar-storage" });
  for (let sample = 1; sample <= 1000; sample++) {
    metrics.classic.observe({ queue: "mail" }, sample / 1000);
    metrics.native.observe({ queue: "mail" }, sample / 100);
    metrics.both.observe(sample % 3 === 0 ? -sample : sample);
    metrics.both.observe(0);
  }
});

afterAll(async () => {
  await prometheus.stop();
  await server.stop();
});

async function value(expression: string): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const [found] = await prometheus.query(expression);
    if (found !== undefined && found.value[1] !== "NaN") {
      return Number(found.value[1]);
    }
    await setTimeout(100);
  }
  throw new Error(`Prometheus has no value for ${expression}.`);
}

test("Prometheus asks for protobuf, and is content with it", async () => {
  const targets = (await prometheus.get("/api/v1/targets")) as { activeTargets: { health: string; lastError: string }[] };
  expect(targets.activeTargets.map(({ health, lastError }) => [health, lastError])).toEqual([["up", ""]]);
  expect(await value("histogram_count(native_seconds{queue='idle'})")).toBe(0);
});

test("quantiles of a native histogram are as near as its factor promises", async () => {
  expect(await value("histogram_count(native_seconds{queue='mail'}) == 1000")).toBe(1000);
  expect(await value("histogram_sum(native_seconds{queue='mail'})")).toBeCloseTo(5005, 6);
  for (const quantile of [0.1, 0.5, 0.9, 0.99]) {
    const found = await value(`histogram_quantile(${quantile}, native_seconds{queue="mail"})`);
    expect(Math.abs(found - quantile * 10)).toBeLessThan(quantile * 10 * 0.05);
  }
});

test("negative values and zeros have buckets of their own", async () => {
  expect(await value("histogram_count(both_celsius) == 2000")).toBe(2000);
  expect(await value("histogram_fraction(-1e9, -0.5, both_celsius)")).toBeCloseTo(333 / 2000, 2);
  expect(await value("histogram_fraction(-0.5, 0.5, both_celsius)")).toBeCloseTo(0.5, 2);
});

test("a histogram without native buckets arrives with its classic ones, and exemplars", async () => {
  expect(await value('classic_seconds_count{queue="mail"} == 1000')).toBe(1000);
  const buckets = await prometheus.query("classic_seconds_bucket");
  expect(buckets.map(({ metric, value: [, count] }) => [metric.le, count])).toEqual(
    expect.arrayContaining([
      ["0.5", "500"],
      ["1.0", "1000"],
      ["1e+06", "1000"],
      ["+Inf", "1000"],
    ]),
  );
});

test("other kinds, all texts, default labels and prom-client's metrics arrive too", async () => {
  const found = await prometheus.query("orders_total");
  expect(new Map(found.map(({ metric, value: [, count] }) => [metric.note ?? "", Number(count)]))).toEqual(
    new Map(AWKWARD.map((note, index) => [note, index + 0.5])),
  );
  expect(await value('level{shop="north"}')).toBe(-1.5);
  expect(await value('build_info{version="1",shop="north"}')).toBe(1);
  expect(await value('theirs_total{kind="a",shop="north"}')).toBe(3);
  expect(await value('their_seconds_bucket{kind="a",le="2.0"}')).toBe(1);
  expect(await value('their_summary{kind="a",quantile="0.5"}')).toBe(1.5);
  expect(await value('their_summary_count{kind="a"}')).toBe(1);
});
