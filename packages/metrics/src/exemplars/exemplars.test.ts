import { AsyncLocalStorage } from "node:async_hooks";
import { context, trace } from "@opentelemetry/api";
import { Registry } from "prom-client";
import { afterEach, expect, test } from "vitest";
import { createMetrics } from "../create-metrics.ts";
import { defineCounter, defineHistogram } from "../define.ts";
import { createRegistryRenderer } from "../exposition/render-registry.ts";
import { parseExposition } from "../testing.ts";
import type { ExemplarReader } from "./exemplar-store.ts";

const jobs = defineCounter({ name: "jobs_total", help: "Jobs." });
const wait = defineHistogram({ name: "wait_seconds", help: "Wait.", labels: { queue: ["a", "b"] }, buckets: [0.5, 1] });

function setUp(exemplar?: ExemplarReader) {
  const registry = new Registry();
  const metrics = createMetrics({ jobs, wait }, { registry, ...(exemplar && { exemplar }) });
  const render = createRegistryRenderer(registry);
  const scrape = async (format: "text" | "openmetrics") => Buffer.concat(await render(format)).toString();
  const exemplars = async () =>
    parseExposition(await scrape("openmetrics"))
      .flatMap(({ samples }) => samples)
      .filter((sample) => sample.exemplar !== undefined);
  return { registry, metrics, scrape, exemplars };
}

test("after a scrape that can carry them, each bucket takes the first sample with a trace", async () => {
  let trace = 0;
  const { metrics, scrape, exemplars } = setUp(() => ({ trace_id: `trace-${++trace}` }));
  metrics.wait.observe({ queue: "b" }, 0.1);
  expect(trace).toBe(0);
  expect(await exemplars()).toEqual([]);
  const before = Date.now() / 1000;
  metrics.wait.observe({ queue: "b" }, 0.2);
  metrics.wait.observe({ queue: "b" }, 0.3);
  metrics.wait.observe({ queue: "b" }, 7);
  metrics.jobs.inc(3);
  const found = await exemplars();
  expect(found.map(({ name, labels, exemplar }) => [name, labels.le, exemplar?.labels.trace_id, exemplar?.value])).toEqual([
    ["jobs_total", undefined, "trace-3", 3],
    ["wait_seconds_bucket", "0.5", "trace-1", 0.2],
    ["wait_seconds_bucket", "+Inf", "trace-2", 7],
  ]);
  expect(found[0]?.exemplar?.timestamp).toBeGreaterThanOrEqual(before);
  expect(await scrape("text")).not.toContain("trace");
  metrics.wait.observe({ queue: "b" }, 0.4);
  expect((await exemplars())[1]?.exemplar?.labels.trace_id).toBe("trace-4");
});

test.each([
  ["throws", () => expect.fail("reader")],
  ["gives nothing", () => undefined],
  ["gives no labels", () => ({})],
  ["gives more than OpenMetrics allows", () => ({ trace_id: "x".repeat(129) })],
  ["gives a name that is none", () => ({ "trace-id": "x" })],
  ["gives no text", () => ({ trace_id: 5 as never })],
])("a reader that %s leaves the sample without an exemplar, and counted", async (_, reader) => {
  const { metrics, exemplars, scrape } = setUp(reader);
  await exemplars();
  metrics.jobs.inc();
  expect(await exemplars()).toEqual([]);
  expect(await scrape("openmetrics")).toContain("\njobs_total 1\n");
});

test("label values of an exemplar are escaped", async () => {
  const { metrics, exemplars } = setUp(() => ({ trace_id: 'a"b\\c\n' }));
  await exemplars();
  metrics.jobs.inc();
  expect((await exemplars())[0]?.exemplar?.labels.trace_id).toBe('a"b\\c\n');
});

test("a stock registry of OpenMetrics shows the exemplars of our histograms too", async () => {
  const { registry, metrics } = setUp(() => ({ trace_id: "abc" }));
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
  await registry.metrics();
  metrics.wait.observe({ queue: "a" }, 0.1);
  const [sample] = parseExposition(await registry.metrics())
    .flatMap(({ samples }) => samples)
    .filter(({ exemplar }) => exemplar !== undefined);
  expect([sample?.name, sample?.labels, sample?.exemplar?.labels]).toEqual(["wait_seconds_bucket", { queue: "a", le: "0.5" }, { trace_id: "abc" }]);
});

afterEach(() => context.disable());

test("the active span of OpenTelemetry is found without its API, if it is sampled", async () => {
  const { metrics, exemplars } = setUp();
  await exemplars();
  metrics.wait.observe({ queue: "a" }, 0.1);
  const storage = new AsyncLocalStorage<ReturnType<typeof context.active>>();
  const root = context.active();
  context.setGlobalContextManager({
    active: () => storage.getStore() ?? root,
    with: (active, run, self, ...args) => storage.run(active, () => run.call(self as never, ...args)),
    bind: (_, target) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  });
  const spanOf = (spanId: string, traceFlags: number) => trace.wrapSpanContext({ traceId: "0af7651916cd43dd8448eb211c80319c", spanId, traceFlags });
  const withSpan = (span: ReturnType<typeof spanOf>, run: () => void) => context.with(trace.setSpan(context.active(), span), run);
  metrics.wait.observe({ queue: "a" }, 0.2);
  withSpan(spanOf("aaaaaaaaaaaaaaaa", 0), () => metrics.wait.observe({ queue: "a" }, 0.3));
  expect(await exemplars()).toEqual([]);
  withSpan(spanOf("b7ad6b7169203331", 1), () => metrics.wait.observe({ queue: "a" }, 0.4));
  expect((await exemplars())[0]?.exemplar).toMatchObject({
    labels: { trace_id: "0af7651916cd43dd8448eb211c80319c", span_id: "b7ad6b7169203331" },
    value: 0.4,
  });
});
