import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createMetrics, metricsHandler } from "@platform/metrics";
import { defineCounter, defineGauge, defineHistogram, open } from "@platform/metrics/define";
import { parseExposition, readMetrics } from "@platform/metrics/testing";
import { Counter, Gauge, Histogram, Registry } from "@prometheus-io/client";
import { expect, test } from "vitest";

const jobs = defineCounter({ name: "jobs_total", help: "Jobs.", labels: { queue: open({ max: 9 }) } });
const ticks = defineCounter({ name: "ticks_total", help: "Ticks." });
const depth = defineGauge({ name: "queue_depth", help: "Depth.", labels: { queue: open({ max: 9 }) } });
const wait = defineHistogram({ name: "wait_seconds", help: "Wait.", labels: { queue: open({ max: 9 }) }, buckets: [0.5, 2.5] });

/** The same samples in both kinds of metrics. */
function record(ours: boolean): Registry {
  const registry = new Registry();
  const registers = [registry];
  const labelNames = ["queue"] as const;
  const metrics = ours
    ? createMetrics({ jobs, ticks, depth, wait }, { registry })
    : {
        jobs: new Counter({ name: jobs.name, help: jobs.help, labelNames, registers }),
        ticks: new Counter({ name: ticks.name, help: ticks.help, registers }),
        depth: new Gauge({ name: depth.name, help: depth.help, labelNames, registers }),
        wait: new Histogram({ name: wait.name, help: wait.help, labelNames, buckets: [...wait.buckets], registers }),
      };
  for (const [index, queue] of ["mail", 'say "hi"\\\n', "é🙂"].entries()) {
    metrics.jobs.inc({ queue }, index + 0.5);
    metrics.depth.set({ queue }, -index);
    metrics.wait.observe({ queue }, index);
  }
  metrics.ticks.inc(1e9);
  return registry;
}

async function familiesOf(registry: Registry) {
  const families = parseExposition(await registry.metrics()).filter(({ name }) => !name.startsWith("metrics_"));
  const canonical = (le: string) => (/^\d+$/.test(le) ? `${le}.0` : le);
  return families.map((family) => ({
    ...family,
    samples: family.samples.map((sample) => {
      return sample.labels.le === undefined ? sample : { ...sample, labels: { ...sample.labels, le: canonical(sample.labels.le) } };
    }),
  }));
}

test.each([
  ["text", false, {}],
  ["text", false, { app: "shop" }],
  ["OpenMetrics", true, {}],
  ["OpenMetrics", true, { app: "shop" }],
])("a registry of prom-client's successor writes our metrics as it writes its own: %s, default labels %#", async (_, openMetrics, defaultLabels) => {
  const [ours, theirs] = [true, false].map((own) => {
    const registry = record(own);
    registry.setDefaultLabels(defaultLabels);
    if (openMetrics) {
      registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
    }
    return registry;
  }) as [Registry, Registry];
  expect(await familiesOf(ours)).toEqual(await familiesOf(theirs));
  expect(await familiesOf(ours)).toEqual(await familiesOf(theirs));
});

test("its JSON, single metrics, merge, reset and clear reach our metrics", async () => {
  const registry = record(true);
  const json = await registry.getMetricsAsJSON();
  expect(json.find(({ name }) => name === "ticks_total")).toMatchObject({ type: "counter", values: [{ value: 1e9 }] });
  expect(await registry.metrics()).toContain(await registry.getSingleMetricAsString("wait_seconds"));
  expect(parseExposition(await Registry.merge([registry, new Registry()]).metrics()).length).toBe(4 + 3);
  registry.resetMetrics();
  expect([readMetrics(registry).total(jobs), readMetrics(registry).value(ticks)]).toEqual([0, 0]);
  registry.clear();
  createMetrics({ ticks }, { registry }).ticks.inc(3);
  expect(readMetrics(registry).value(ticks)).toBe(3);
});

test("our handler shows its metrics beside ours", async () => {
  const registry = record(true);
  new Counter({ name: "theirs_total", help: "Theirs.", registers: [registry] }).inc(2);
  const server = createServer(metricsHandler({ registry }));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`);
    const samples = parseExposition(await response.text()).flatMap((family) => family.samples);
    expect(samples.find(({ name }) => name === "theirs_total")?.value).toBe(2);
    expect(samples.find(({ name }) => name === "ticks_total")?.value).toBe(1e9);
  } finally {
    server.close();
  }
});
