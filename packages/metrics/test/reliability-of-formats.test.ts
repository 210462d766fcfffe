import { spawnSync } from "node:child_process";
import { createMetrics } from "@platform/metrics";
import { DefinitionError, defineCounter, defineGauge, defineHistogram, open } from "@platform/metrics/define";
import { parseExposition, readMetrics } from "@platform/metrics/testing";
import * as fc from "fast-check";
import { Counter, Registry } from "prom-client";
import { afterEach, expect, test } from "vitest";
import { type ExpositionServer, serveMetrics } from "./exposition-server.ts";

const servers: ExpositionServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function scrape(registry: Registry, accept: string): Promise<Response> {
  const server = await serveMetrics({ registry });
  servers.push(server);
  return fetch(server.url, { headers: { accept } });
}

const TEXT = "text/plain;version=0.0.4";
const OPENMETRICS = "application/openmetrics-text;version=1.0.0";
const PROTOBUF = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

test("inc(NaN), among any numbers, leaves a counter the sum of those that it may count", () => {
  fc.assert(
    fc.property(fc.array(fc.double()), (values) => {
      const registry = new Registry();
      const events = defineCounter({ name: "events_total", help: "Events." });
      const metrics = createMetrics({ events }, { registry });
      let sum = 0;
      for (const value of values) {
        metrics.events.inc(value);
        sum += value >= 0 && value < Number.POSITIVE_INFINITY ? value : 0;
      }
      expect(readMetrics(registry).value(events)).toBe(sum);
    }),
  );
});

test("buckets that are unsorted, double, NaN or infinite are refused, all others accepted", () => {
  const number = fc.oneof(fc.double(), fc.constantFrom(0, 1, 2, Number.NaN, Number.POSITIVE_INFINITY));
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 6 }), (buckets) => {
      const define = () => defineHistogram({ name: "wait_seconds", help: "Wait.", buckets });
      if (buckets.every((bound, index) => Number.isFinite(bound) && (index === 0 || bound > (buckets[index - 1] as number)))) {
        expect(define().buckets).toEqual(buckets);
      } else {
        expect(define).toThrow(DefinitionError);
      }
    }),
    { numRuns: 500 },
  );
});

test.each(["__name__", "__anything", "le", "job", "instance"])("a label %s, which would kill a scrape, is refused by name", (label) => {
  expect(() => defineCounter({ name: "jobs_total", help: "Jobs.", labels: { [label]: ["a"] } })).toThrow(`"${label}"`);
});

test("a constructor that fails leaves no zombie: promtool is content with what stands there", async () => {
  const registry = new Registry();
  new Counter({ name: "taken_total", help: "Theirs.", registers: [registry] });
  const fine = defineCounter({ name: "fine_total", help: "Fine." });
  const taken = defineCounter({ name: "taken_total", help: "Ours." });
  expect(() => createMetrics({ fine, taken }, { registry })).toThrow(DefinitionError);
  expect(registry.getSingleMetric("fine_total")).toBeUndefined();
  createMetrics({ fine }, { registry }).fine.inc();
  const text = await (await scrape(registry, TEXT)).text();
  expect(text.match(/^# TYPE fine_total counter$/gm)).toHaveLength(1);
  const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], { input: text, encoding: "utf8" });
  expect([status, stdout, stderr]).toEqual([0, "", ""]);
});

test("exemplars stand in OpenMetrics and never in classic text, where they would break the scrape", async () => {
  const registry = new Registry();
  const wait = defineHistogram({ name: "wait_seconds", help: "Wait.", buckets: [1] });
  const metrics = createMetrics({ wait }, { registry, exemplar: () => ({ trace_id: "abc" }) });
  await (await scrape(registry, OPENMETRICS)).text();
  metrics.wait.observe(0.5);
  expect(await (await scrape(registry, TEXT)).text()).not.toContain("trace_id");
  expect(await (await scrape(registry, OPENMETRICS)).text()).toMatch(/^wait_seconds_bucket\{le="1\.0"\} 1 # \{trace_id="abc"\} 0\.5 /m);
});

test.each([
  [TEXT, "text/plain; version=0.0.4; charset=utf-8"],
  [OPENMETRICS, "application/openmetrics-text; version=1.0.0; charset=utf-8"],
  [PROTOBUF, "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited"],
  ["*/*", "text/plain; version=0.0.4; charset=utf-8"],
  ["nonsense", "text/plain; version=0.0.4; charset=utf-8"],
])("a Content-Type that Prometheus 3 would refuse is never sent: %s gets the exact one", async (accept, contentType) => {
  const registry = new Registry();
  createMetrics({ depth: defineGauge({ name: "queue_depth", help: "Depth." }) }, { registry });
  expect((await scrape(registry, accept)).headers.get("content-type")).toBe(contentType);
});

test("families of both libraries in one registry are what each writes alone, in both formats", async () => {
  const labelNames = ["queue"] as const;
  const depth = defineGauge({ name: "queue_depth", help: "Depth.", labels: { queue: open({ max: 9 }) } });
  const jobs = defineCounter({ name: "jobs_total", help: "Jobs.", labels: { queue: open({ max: 9 }) } });
  const fill = (registry: Registry, ours: boolean, theirs: boolean): Registry => {
    registry.setDefaultLabels({ app: "shop" });
    if (ours) {
      const metrics = createMetrics({ depth, jobs }, { registry });
      metrics.depth.set({ queue: 'a"\\\n' }, -2.5);
      metrics.jobs.inc({ queue: "b" }, 1e21);
    }
    if (theirs) {
      new Counter({ name: "theirs_total", help: "Theirs.", labelNames, registers: [registry] }).inc({ queue: 'a"\\\n' }, 3);
    }
    return registry;
  };
  const ways = {
    text: async (registry: Registry) => (await scrape(registry, TEXT)).text(),
    openmetrics: async (registry: Registry) => (await scrape(registry, OPENMETRICS)).text(),
    "registry.metrics()": (registry: Registry) => registry.metrics(),
  };
  for (const read of Object.values(ways)) {
    const [mixed, ours, theirs] = await Promise.all(
      [fill(new Registry(), true, true), fill(new Registry(), true, false), fill(new Registry(), false, true)].map(async (registry) =>
        parseExposition(await read(registry)).filter(({ name }) => !name.startsWith("metrics_")),
      ),
    );
    expect(mixed).toEqual([...(ours ?? []), ...(theirs ?? [])]);
  }
});
