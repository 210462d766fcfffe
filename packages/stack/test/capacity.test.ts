import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildModel, renderFiles, writeFiles } from "@platform/grafana-dashboards";
import { definePlatform } from "@platform/grafana-dashboards/define";
import { createMetrics, metricsHandler } from "@platform/metrics";
import { httpServerActiveRequests, httpServerRequestDuration } from "@platform/metrics/define";
import { collectProcessMetrics } from "@platform/metrics/runtime";
import { defineService, defineSlo, httpAvailability, sloEvents } from "@platform/slo/define";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { capacityOf } from "../src/capacity/capacity.ts";
import { measureCapacity } from "../src/capacity/measure-capacity.ts";
import { prometheus } from "../src/define.ts";
import { createProgramGroup, findFreePorts, findProgram, prometheusProgram } from "../src/index.ts";
import { eventually, folderWith, SEARCH_PATH } from "./live-programs.ts";
import { shop } from "./shop-platform.ts";

const availability = defineSlo({ name: "availability", help: "Orders are answered.", objective: 0.999, sli: httpAvailability() });

/** What a service with these routes answers, and that no metric of it fails: what its owner knows of it before it runs. */
const USED = { http_request_method: 1, http_route: 13, http_response_status_code: 3, metric: 0 };

/** An instance of a service as a day of traffic leaves it: each has answered what the others have, and a little that they have not. */
async function startInstance(extra: number): Promise<{ readonly port: number } & AsyncDisposable> {
  const registry = new Registry();
  const runtime = collectProcessMetrics({ registry });
  const events = sloEvents([availability]);
  const metrics = createMetrics({ duration: httpServerRequestDuration, active: httpServerActiveRequests, ...(events && { events }) }, { registry });
  for (let route = 0; route < 12 + extra; route += 1) {
    for (const status of ["200", "400", "500"]) {
      metrics.duration.observe({ http_request_method: "GET", http_route: `/orders/${route}`, http_response_status_code: status }, 0.1);
    }
  }
  const server = createServer(metricsHandler({ registry }));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      runtime.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test("what a Prometheus holds for three instances is foretold within a fifth: from one of them, and from the catalogue alone", {
  timeout: 180_000,
}, async () => {
  await using first = await startInstance(0);
  await using second = await startInstance(1);
  await using third = await startInstance(2);
  const [port = 0] = await findFreePorts(1);
  const model = buildModel(
    definePlatform({
      ...shop,
      services: [
        defineService({ name: "checkout", title: "Checkout", help: "Takes orders.", owner: "team-shop", port: first.port, slos: [availability] }),
      ],
      uses: [prometheus({ targets: [`127.0.0.1:${port}`] })],
      prometheus: { scrapeIntervalSeconds: 2, evaluationIntervalSeconds: 2, tileSeconds: 10, samplesPerSlo: 10_000_000 },
    }),
  );
  await using folder = await folderWith([]);
  writeFiles(renderFiles(model), { folder: folder.path });
  const group = createProgramGroup({ logFolder: folder.path });
  try {
    const url = `http://127.0.0.1:${port}`;
    const configFile = join(folder.path, "prometheus/prometheus.yml");
    const found = await findProgram("prometheus", { searchPath: SEARCH_PATH });
    await group.start([prometheusProgram({ found, configFile, dataFolder: join(folder.path, "data"), port, retentionDays: 1, externalUrl: url })]);
    // The tiles of 10 s are recorded by then.
    await sleep(14_000);
    const measured = await measureCapacity(model, url);
    const foretold = capacityOf(model, { ...measured, instances: { checkout: 3 } });
    await writeFile(
      join(folder.path, "prometheus/targets/checkout.json"),
      JSON.stringify([{ targets: [first, second, third].map((one) => `127.0.0.1:${one.port}`) }]),
    );
    await eventually(async () => (await upOf(url)) === 4 || undefined, { seconds: 30 });
    await sleep(3000);
    const catalogued = capacityOf(model, { instances: { checkout: 3 }, labelValues: USED });
    const [before, after] = [await countsOf(url), await sleep(24_000).then(() => countsOf(url))];
    const rate = (after.samples - before.samples) / (after.seconds - before.seconds);
    const shares = [foretold, catalogued].flatMap(({ series, samplesPerSecond }) => [series / after.series, samplesPerSecond / rate]);
    expect(Math.min(...shares), shares.join()).toBeGreaterThan(0.8);
    expect(Math.max(...shares), shares.join()).toBeLessThan(1.2);
    expect(catalogued.jobs.map(({ from }) => from)).toEqual(["declared", "usual"]);
    expect(foretold.jobs.map(({ job, targets, from }) => ({ job, targets, from }))).toEqual([
      { job: "checkout", targets: 3, from: "measured" },
      { job: "prometheus", targets: 1, from: "measured" },
    ]);
  } finally {
    await group.stop();
  }
});

async function upOf(url: string): Promise<number> {
  const answer = (await (await fetch(`${url}/api/v1/query?query=sum(up)`)).json()) as { data: { result: { value: [number, string] }[] } };
  return Number(answer.data.result[0]?.value[1]);
}

async function countsOf(url: string): Promise<{ readonly seconds: number; readonly series: number; readonly samples: number }> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const valueNamed = (metric: string) => Number(new RegExp(`^${metric}(?:\\{[^}]*\\})? (\\S+)$`, "m").exec(text)?.[1]);
  return {
    seconds: performance.now() / 1000,
    series: valueNamed("prometheus_tsdb_head_series"),
    samples: valueNamed("prometheus_tsdb_head_samples_appended_total"),
  };
}

test("without a measurement it is the most that the definitions allow", () => {
  const model = buildModel(shop);
  const { jobs, series, samplesPerSecond, bytesPerDay, bytesKept } = capacityOf(model);
  expect(jobs.map(({ job, targets, from }) => `${job} ${targets} ${from}`)).toEqual(["checkout 3 declared", "mail 3 declared"]);
  expect(series).toBeGreaterThan(jobs.reduce((sum, job) => sum + job.series, 0));
  expect(bytesPerDay).toBeCloseTo(samplesPerSecond * 86_400 * 1.7);
  expect(bytesKept).toBeCloseTo(bytesPerDay * 30);
});

test("an exporter that nobody has measured costs what one of its kind usually has, and not nothing", () => {
  const { jobs } = capacityOf(buildModel(definePlatform({ ...shop, uses: [prometheus({ targets: ["a:9090", "b:9090"] })] })));
  const found = jobs.find(({ job }) => job === "prometheus");
  expect(found).toMatchObject({ targets: 2, from: "usual" });
  expect(found?.series).toBe(2 * ((prometheus().usualSeries ?? 0) + 5));
  expect(prometheus().usualSeries).toBeGreaterThan(100);
});
