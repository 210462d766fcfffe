import { setTimeout } from "node:timers/promises";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import {
  buildInfo,
  nodejsEventloopDelayMax,
  nodejsEventloopTime,
  nodejsHeapLimit,
  nodejsHeapUsed,
  processCpu,
  processMetrics,
  processOpenFds,
  processResidentMemory,
  processStartTime,
  v8jsGcDuration,
} from "../define.ts";
import { readMetrics } from "../testing.ts";
import { collectProcessMetrics } from "./collect-process-metrics.ts";

const names = Object.values(processMetrics).map(({ name }) => name);

function present(registry: Registry): string[] {
  return names.filter((name) => registry.getSingleMetric(name) !== undefined);
}

test("the figures are those of this process", async () => {
  const registry = new Registry();
  const collection = collectProcessMetrics({ registry, build: { version: "1.2.3", revision: "abc" } });
  try {
    const busyUntil = performance.now() + 60;
    await setTimeout(20);
    while (performance.now() < busyUntil) {
      JSON.parse(JSON.stringify(process.versions));
    }
    await setTimeout(20);
    await registry.metrics();
    const read = readMetrics(registry);
    const between = (value: number | undefined, low: number, high: number) => {
      expect(value).toBeGreaterThan(low);
      expect(value).toBeLessThan(high);
    };
    between(read.value(processCpu), 0.01, performance.now());
    between(read.value(processResidentMemory), 1e7, 1e10);
    between(read.value(processStartTime), Date.now() / 1000 - 600, Date.now() / 1000);
    between(read.value(processOpenFds), 3, 10_000);
    between(read.value(nodejsHeapUsed), 1e6, read.value(nodejsHeapLimit) ?? 0);
    between(read.value(nodejsEventloopTime, { nodejs_eventloop_state: "active" }), 0.01, performance.now() / 1000 + 1);
    between(read.value(nodejsEventloopDelayMax), 0.005, 2);
    expect(read.value(buildInfo, { version: "1.2.3", revision: "abc", nodejs_version: process.versions.node })).toBe(1);
    const cpu = read.value(processCpu) ?? 0;
    await registry.metrics();
    expect(read.value(processCpu)).toBeGreaterThan(cpu);
  } finally {
    collection.stop();
  }
});

test("garbage collections are observed", async () => {
  const registry = new Registry();
  const collection = collectProcessMetrics({ registry });
  try {
    for (let round = 0; round < 100 && readMetrics(registry).total(v8jsGcDuration) === 0; round++) {
      Array.from({ length: 100_000 }, (_, index) => ({ index }));
      await setTimeout(5);
    }
    expect(readMetrics(registry).total(v8jsGcDuration)).toBeGreaterThan(0);
  } finally {
    collection.stop();
  }
});

test("two users of a registry share one collection, which ends with the last of them", () => {
  const registry = new Registry();
  const first = collectProcessMetrics({ registry });
  const second = collectProcessMetrics({ registry });
  first.stop();
  first.stop();
  expect(present(registry)).toEqual(names);
  second.stop();
  expect(present(registry)).toEqual([]);
  collectProcessMetrics({ registry }).stop();
});
