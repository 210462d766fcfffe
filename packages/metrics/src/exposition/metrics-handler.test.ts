import { request } from "node:http";
import { gunzipSync } from "node:zlib";
import { Counter, Gauge, Histogram, Registry, Summary } from "prom-client";
import { afterEach, expect, test } from "vitest";
import { type ExpositionServer, serveMetrics } from "../../test/exposition-server.ts";
import { createMetrics } from "../create-metrics.ts";
import { buildInfo, defineCounter, defineGauge, defineHistogram, metricsCollectFailures, open } from "../define.ts";
import { parseExposition, readMetrics } from "../testing.ts";
import type { MetricsHandlerOptions } from "./metrics-handler.ts";

const OPENMETRICS = "application/openmetrics-text;version=1.0.0";

const jobs = defineCounter({ name: "jobs_total", help: 'Jobs, "done".\nAll.', labels: { queue: ["mail"] } });
const wait = defineHistogram({ name: "wait_seconds", help: "Wait.", labels: { queue: open({ max: 5000 }) }, buckets: [0.5, 1], maxSeries: 5000 });
const depth = defineGauge({ name: "queue_depth", help: "Depth." });

const servers: ExpositionServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function serve(options: MetricsHandlerOptions): Promise<string> {
  const server = await serveMetrics(options);
  servers.push(server);
  return server.url;
}

/** As it stands on the wire: fetch would decompress it. */
function raw(url: string, headers: Record<string, string>, method = "GET") {
  return new Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]>; body: Buffer }>((resolve, reject) => {
    request(url, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
    })
      .on("error", reject)
      .end();
  });
}

test("Prometheus text is what it says it is", async () => {
  const registry = new Registry();
  const metrics = createMetrics({ jobs, wait, depth }, { registry });
  metrics.jobs.inc({ queue: "mail" });
  metrics.wait.observe({ queue: "a" }, 0.7);
  const response = await fetch(await serve({ registry }));
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("no-store");
  const text = await response.text();
  expect(Number(response.headers.get("content-length"))).toBe(Buffer.byteLength(text));
  expect(text.slice(text.indexOf("# HELP jobs_total"))).toBe(`# HELP jobs_total Jobs, "done".\\nAll.
# TYPE jobs_total counter
jobs_total{queue="mail"} 1
# HELP wait_seconds Wait.
# TYPE wait_seconds histogram
wait_seconds_bucket{queue="a",le="0.5"} 0
wait_seconds_bucket{queue="a",le="1.0"} 1
wait_seconds_bucket{queue="a",le="+Inf"} 1
wait_seconds_sum{queue="a"} 0.7
wait_seconds_count{queue="a"} 1
# HELP queue_depth Depth.
# TYPE queue_depth gauge
queue_depth 0
`);
});

test("OpenMetrics names families without their suffix, gives units and ends", async () => {
  const registry = new Registry();
  const metrics = createMetrics({ jobs, wait, buildInfo }, { registry });
  metrics.wait.observe({ queue: "a" }, 0.7);
  metrics.buildInfo.set({ version: "1", revision: "", nodejs_version: "24" });
  const response = await fetch(await serve({ registry }), { headers: { accept: OPENMETRICS } });
  expect(response.headers.get("content-type")).toBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
  const text = await response.text();
  expect(text.slice(text.indexOf("# TYPE jobs"))).toBe(`# TYPE jobs counter
# HELP jobs Jobs, \\"done\\".\\nAll.
jobs_total{queue="mail"} 0
# TYPE wait_seconds histogram
# UNIT wait_seconds seconds
# HELP wait_seconds Wait.
wait_seconds_bucket{queue="a",le="0.5"} 0
wait_seconds_bucket{queue="a",le="1.0"} 1
wait_seconds_bucket{queue="a",le="+Inf"} 1
wait_seconds_sum{queue="a"} 0.7
wait_seconds_count{queue="a"} 1
# TYPE build info
# HELP build Version and source revision of the program, and the version of Node that runs it.
build_info{version="1",revision="",nodejs_version="24"} 1
# EOF
`);
});

test("metrics of prom-client pass through, in both formats, with their exemplars only where they may be", async () => {
  const registry = new Registry();
  registry.setDefaultLabels({ app: "shop", queue: "default" });
  const registers = [registry];
  new Counter({ name: "theirs_total", help: "C.", labelNames: ["queue"], registers }).inc({ queue: 'a"b' }, 3);
  new Gauge({ name: "their_gauge", help: "G.", registers }).set(Number.NaN);
  new Summary({ name: "their_summary", help: "S.", percentiles: [0.5, 1], registers }).observe(2);
  registry.setContentType("application/openmetrics-text; version=1.0.0; charset=utf-8" as never);
  const histogram = new Histogram({ name: "their_seconds", help: "H.", buckets: [1, 2.5], enableExemplars: true, registers });
  histogram.observe({ value: 2, exemplarLabels: { trace_id: "abc" } } as never);
  const url = await serve({ registry });
  const plain = parseExposition(await (await fetch(url)).text());
  const open = parseExposition(await (await fetch(url, { headers: { accept: OPENMETRICS } })).text());
  expect(plain.find(({ name }) => name === "theirs_total")?.samples).toEqual([
    { name: "theirs_total", labels: { app: "shop", queue: 'a"b' }, value: 3 },
  ]);
  expect(open.find(({ name }) => name === "theirs")?.samples[0]?.name).toBe("theirs_total");
  expect(plain.find(({ name }) => name === "their_gauge")?.samples[0]?.value).toBeNaN();
  expect(plain.find(({ name }) => name === "their_seconds")?.samples.map(({ labels }) => labels.le)).toEqual([
    "1",
    "2.5",
    "+Inf",
    undefined,
    undefined,
  ]);
  expect(open.find(({ name }) => name === "their_seconds")?.samples.map(({ labels }) => labels.le)).toEqual([
    "1.0",
    "2.5",
    "+Inf",
    undefined,
    undefined,
  ]);
  expect(open.find(({ name }) => name === "their_summary")?.samples.map(({ labels }) => labels.quantile)).toEqual([
    "0.5",
    "1.0",
    undefined,
    undefined,
  ]);
  expect(plain.flatMap(({ samples }) => samples).some(({ exemplar }) => exemplar !== undefined)).toBe(false);
  expect(open.find(({ name }) => name === "their_seconds")?.samples[1]?.exemplar).toMatchObject({ labels: { trace_id: "abc" }, value: 2 });
});

test("a large answer is compressed for who takes gzip, a small one is not", async () => {
  const registry = new Registry();
  const url = await serve({ registry });
  expect((await raw(url, { "accept-encoding": "gzip" })).headers["content-encoding"]).toBeUndefined();
  const metrics = createMetrics({ wait }, { registry });
  for (let queue = 0; queue < 3000; queue++) {
    metrics.wait.observe({ queue }, 1);
  }
  const plain = await raw(url, {});
  const zipped = await raw(url, { "accept-encoding": "gzip" });
  expect(zipped.headers["content-encoding"]).toBe("gzip");
  expect(zipped.headers.vary).toBe("Accept, Accept-Encoding");
  expect(zipped.body.length).toBeLessThan(plain.body.length / 5);
  expect(gunzipSync(zipped.body).equals(plain.body)).toBe(true);
  expect(parseExposition(plain.body.toString()).find(({ name }) => name === "wait_seconds")?.samples.length).toBe(15_000);
});

test("HEAD has no body, other methods are refused", async () => {
  const url = await serve({ registry: new Registry() });
  const head = await raw(url, {}, "HEAD");
  expect([head.status, head.body.length]).toEqual([200, 0]);
  const post = await raw(url, {}, "POST");
  expect([post.status, post.headers.allow]).toEqual([405, "GET, HEAD"]);
});

test("a request that is not authorised sees nothing, and a guard that fails lets nobody in", async () => {
  const registry = new Registry();
  createMetrics({ jobs }, { registry });
  const guarded = await serve({ registry, authorize: (request) => request.headers.authorization === "Bearer secret" });
  const refused = await raw(guarded, {});
  expect([refused.status, refused.body.toString()]).toEqual([403, ""]);
  expect((await raw(guarded, { authorization: "Bearer secret" })).status).toBe(200);
  const failing = await serve({ registry, authorize: () => Promise.reject(new Error("guard")) });
  const failed = await raw(failing, {});
  expect([failed.status, failed.body.toString()]).toEqual([500, ""]);
});

test("scrapes that meet share one rendering", async () => {
  const registry = new Registry();
  const metrics = createMetrics({ depth }, { registry });
  let collected = 0;
  metrics.depth.onCollect(async (gauge) => {
    collected++;
    await new Promise((resolve) => setTimeout(resolve, 500));
    gauge.set(collected);
  });
  const url = await serve({ registry });
  const bodies = await Promise.all(Array.from({ length: 10 }, async () => (await fetch(url)).text()));
  expect(new Set(bodies).size).toBe(1);
  expect(collected).toBe(1);
});

test("a client that leaves in the middle harms nobody", async () => {
  const registry = new Registry();
  const metrics = createMetrics({ wait }, { registry });
  for (let queue = 0; queue < 5000; queue++) {
    metrics.wait.observe({ queue }, 1);
  }
  const url = await serve({ registry });
  await new Promise<void>((left) => {
    request(url, (response) => {
      response.once("data", () => {
        response.destroy();
        left();
      });
    }).end();
  });
  expect((await fetch(url)).status).toBe(200);
});

test("pages are whole while the memory of earlier ones is used again", async () => {
  const registry = new Registry();
  const metrics = createMetrics({ wait }, { registry });
  const url = await serve({ registry });
  const check = async (round: number) => {
    const accept = round % 3 === 0 ? OPENMETRICS : "text/plain";
    const { status, headers, body } = await raw(url, { accept, ...(round % 2 === 0 && { "accept-encoding": "gzip" }) });
    const text = (headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString();
    const samples = parseExposition(text).find(({ name }) => name === "wait_seconds")?.samples ?? [];
    const values = new Map(samples.map(({ name, labels, value }) => [`${name} ${labels.queue} ${labels.le}`, value]));
    expect([status, samples.length]).toEqual([200, 20_000]);
    for (let queue = 0; queue < 4000; queue += 97) {
      const count = values.get(`wait_seconds_count ${queue} undefined`) as number;
      expect(values.get(`wait_seconds_sum ${queue} undefined`)).toBe(count * queue);
    }
  };
  const observe = () => {
    for (let queue = 0; queue < 4000; queue++) {
      metrics.wait.observe({ queue }, queue);
    }
  };
  observe();
  for (let round = 0; round < 4; round++) {
    const scrapes = Array.from({ length: 6 }, async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, index * 3));
      observe();
      await check(round * 6 + index);
    });
    await Promise.all(scrapes);
  }
}, 120_000);

test("what is set before a scrape is shown by it", async () => {
  const registry = new Registry();
  const metrics = createMetrics({ depth, jobs }, { registry });
  metrics.depth.onCollect((gauge) => gauge.set(42));
  const failing = metrics.jobs.onCollect(() => Promise.reject(new Error("down")));
  const url = await serve({ registry });
  expect(await (await fetch(url)).text()).toContain("\nqueue_depth 42\n");
  failing.stop();
  await fetch(url);
  expect(readMetrics(registry).value(metricsCollectFailures, { metric: "jobs_total", reason: "error" })).toBe(1);
});

test.each([
  ["a large page is given again for a while", 9000, 60, 1],
  ["a large page is rendered anew once that time is over", 9000, 1e-9, 2],
  ["no page is given again where that is not wanted", 9000, 0, 2],
  ["a small page is always new", 10, 60, 2],
])("%s", async (_, queues, reuseSeconds, shown) => {
  const registry = new Registry();
  const size = defineHistogram({ name: "size", help: "Size.", labels: { queue: open({ max: 10_000 }) }, buckets: [1, 2, 3], maxSeries: 10_000 });
  const metrics = createMetrics({ size, depth }, { registry });
  for (let queue = 0; queue < queues; queue++) {
    metrics.size.observe({ queue }, 1);
  }
  const url = await serve({ registry, reuseSeconds });
  metrics.depth.set(1);
  const first = await (await fetch(url)).text();
  metrics.depth.set(2);
  const second = await (await fetch(url)).text();
  expect(first).toContain("\nqueue_depth 1\n");
  expect(second).toContain(`\nqueue_depth ${shown}\n`);
  expect(second.length).toBe(first.length);
});
