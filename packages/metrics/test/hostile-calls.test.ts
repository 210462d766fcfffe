import { createMetrics } from "@platform/metrics";
import { defineCounter, defineGauge, defineHistogram, defineInfo, defineStateSet, metricsSamplesRejected, open } from "@platform/metrics/define";
import { readMetrics } from "@platform/metrics/testing";
import { Registry } from "prom-client";
import { expect, test } from "vitest";

const FAULT = new Error("fault of the caller");

const throwing = new Proxy(
  {},
  {
    get() {
      throw FAULT;
    },
    ownKeys() {
      throw FAULT;
    },
    getPrototypeOf() {
      throw FAULT;
    },
  },
);
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();

/** Anything that a caller may have in hand. */
const HOSTILE: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  -0,
  1,
  -1,
  0.1,
  1e308,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  10n,
  "",
  "5",
  "\ud800",
  "x".repeat(100_000),
  Symbol("label"),
  [],
  [1, 2],
  {},
  new Date(),
  new Date(Number.NaN),
  /x/,
  new Map([["queue", "mail"]]),
  Object.create(null),
  () => 1,
  class {},
  throwing,
  revoked,
  globalThis,
  new Error("x"),
  Promise.resolve(),
  {
    valueOf() {
      throw FAULT;
    },
    toString() {
      throw FAULT;
    },
    [Symbol.toPrimitive]() {
      throw FAULT;
    },
  },
  {
    get queue() {
      throw FAULT;
    },
  },
  { queue: "mail" },
  { queue: "mail", note: "ok" },
  { queue: "mail", note: Symbol("note") },
  { queue: "mail", note: throwing },
  { queue: throwing, note: "ok" },
  JSON.parse('{"__proto__": {"queue": "mail", "note": "x"}}'),
  Object.freeze({ queue: "export", note: 5 }),
];

test("no call throws, whatever its arguments: a million and more", () => {
  const registry = new Registry();
  const labels = { queue: ["mail", "export"], note: open({ max: 20 }) } as const;
  const definitions = {
    counter: defineCounter({ name: "a_total", help: "A." }),
    labelledCounter: defineCounter({ name: "b_total", help: "B.", labels }),
    gauge: defineGauge({ name: "c", help: "C." }),
    labelledGauge: defineGauge({ name: "d", help: "D.", labels }),
    histogram: defineHistogram({ name: "e", help: "E.", buckets: [1, 2] }),
    labelledHistogram: defineHistogram({ name: "f", help: "F.", labels, buckets: [1, 2] }),
    oneLabel: defineCounter({ name: "g_total", help: "G.", labels: { queue: open({ max: 3 }) } }),
    threeLabels: defineHistogram({ name: "h", help: "H.", labels: { ...labels, size: open({ max: 3 }) }, buckets: [1] }),
    native: defineHistogram({ name: "j", help: "J.", labels, buckets: [-1], native: { maxBuckets: 10 } }),
    info: defineInfo({ name: "k_info", help: "K.", labels }),
    stateSet: defineStateSet({ name: "l", help: "L.", states: ["on", "off"], labels }),
    onlyState: defineStateSet({ name: "m", help: "M.", states: ["on", "off"] }),
    fourLabels: defineGauge({ name: "i", help: "I.", labels: { ...labels, size: open({ max: 3 }), zone: ["a"] } }),
  };
  const metrics = createMetrics(definitions, { registry, exemplar: () => throwing as never });
  const calls: ((...args: unknown[]) => unknown)[] = [];
  for (const instrument of Object.values(metrics) as unknown as Record<string, unknown>[]) {
    for (const method of ["inc", "set", "dec", "observe", "labels"] as const) {
      if (typeof instrument[method] === "function") {
        calls.push(instrument[method] as () => void);
      }
    }
  }
  let made = 0;
  while (made < 1_000_000) {
    for (const call of calls) {
      for (const first of HOSTILE) {
        for (const second of HOSTILE) {
          const child = call(first, second) as Record<string, (value: unknown) => void> | undefined;
          for (const method of Object.values(child ?? {})) {
            method(second);
            made++;
          }
          made++;
        }
      }
    }
  }
  const read = readMetrics(registry);
  expect(read.total(metricsSamplesRejected)).toBeGreaterThan(50_000);
  for (const definition of Object.values(definitions)) {
    expect(read.total(definition)).not.toBeNaN();
  }
  expect(({} as Record<string, unknown>).queue).toBeUndefined();
});

test("a million distinct values of a label leave the cap's number of series, with exact totals", () => {
  const registry = new Registry();
  const ids = defineCounter({ name: "ids_total", help: "Ids.", labels: { id: open({ max: 100 }), kind: ["a", "b"] } });
  const metrics = createMetrics({ ids }, { registry });
  const before = process.memoryUsage().heapUsed;
  for (let id = 0; id < 1_000_000; id++) {
    metrics.ids.inc({ id: `user-${id}`, kind: id % 2 === 0 ? "a" : "b" });
  }
  const read = readMetrics(registry);
  expect(read.total(ids)).toBe(1_000_000);
  expect((registry.getSingleMetric("ids_total") as unknown as { table: { size: number } }).table.size).toBe(102);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(100e6);
});
