import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createMetrics } from "@platform/metrics";
import {
  type AggregatedMetricsHandlerOptions,
  aggregatedMetricsHandler,
  metricsWorkerFailures,
  type WorkerSource,
} from "@platform/metrics/processes";
import { type ParsedFamily, type ParsedSample, parseExposition, readMetrics } from "@platform/metrics/testing";
import { Registry } from "prom-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Crew, crewOfCluster, crewOfThreads, type Member } from "./crew.ts";
import { type Made, pulse } from "./work.ts";

interface Scrape {
  readonly status: number;
  readonly text: string;
  readonly families: readonly ParsedFamily[];
  samples(family: string): readonly ParsedSample[];
  /** Sum over the samples of a name. */
  total(sample: string): number;
}

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup();
  }
});

async function serve(options: AggregatedMetricsHandlerOptions): Promise<(headers?: Record<string, string>) => Promise<Scrape>> {
  const handler = aggregatedMetricsHandler(options);
  const server = createServer(handler);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  cleanups.push(() => {
    handler.stop();
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
  return async (headers = {}) => {
    const response = await fetch(url, { headers });
    const text = await response.text();
    const families = response.status === 200 ? parseExposition(text) : [];
    const all = families.flatMap((family) => family.samples);
    return {
      status: response.status,
      text,
      families,
      samples: (name) => families.find((family) => family.name === name)?.samples ?? [],
      total: (name) => all.filter((sample) => sample.name === name).reduce((sum, { value }) => sum + value, 0),
    };
  };
}

/** Keeps a worker busy until it is released. */
async function block(member: Member): Promise<() => void> {
  const until = join(mkdtempSync(join(tmpdir(), "metrics-block-")), "released");
  cleanups.push(() => rmSync(dirname(until), { recursive: true, force: true }));
  await member.order("block", { until });
  return () => writeFileSync(until, "");
}

function totalOf(made: readonly Made[], part: Exclude<keyof Made, "jobs">): number {
  return made.reduce((sum, each) => sum + each[part], 0);
}

function jobsOf(made: readonly Made[]): Record<string, number> {
  const jobs: Record<string, number> = {};
  for (const [key, value] of made.flatMap((each) => Object.entries(each.jobs))) {
    jobs[key] = (jobs[key] ?? 0) + value;
  }
  return jobs;
}

function shownJobs(scrape: Scrape): Record<string, number> {
  return Object.fromEntries(scrape.samples("jobs_total").map(({ labels, value }) => [`${labels.queue} ${labels.outcome}`, value]));
}

describe.each([
  ["cluster workers", crewOfCluster],
  ["threads", crewOfThreads],
])("%s", (kind, createCrew) => {
  let crew: Crew;
  beforeEach(() => {
    crew = createCrew();
    cleanups.push(() => crew.dismiss());
  });
  const workers = () => [crew.source];

  test("the sums of two registries equal the calls made, in the workers and here", async () => {
    const registry = new Registry();
    const here = createMetrics({ pulse }, { registry });
    const scrape = await serve({ registry, workers: workers() });
    const members = await Promise.all([crew.hire(), crew.hire(), crew.hire()]);
    const made: Made[] = [];
    for (let round = 1; round <= 3; round++) {
      made.push(...(await Promise.all(members.map((member) => member.work(50 + Math.floor(Math.random() * 200))))));
      here.pulse.inc(7);
      const shown = await scrape();
      expect(shown.status).toBe(200);
      expect(shownJobs(shown)).toEqual(jobsOf(made));
      expect(shown.total("wait_seconds_count")).toBe(totalOf(made, "waits"));
      expect(shown.total("wait_seconds_sum")).toBe(totalOf(made, "waited"));
      expect(shown.total("size_bytes_count")).toBe(totalOf(made, "waits"));
      expect(shown.total("pulses_total")).toBe(totalOf(made, "pulses") + 7 * round);
      expect(shown.total("theirs_seconds_count")).toBe(totalOf(made, "waits"));
      expect(shown.total("theirs_seconds_sum")).toBe(totalOf(made, "theirs"));
    }
    const shown = await scrape({ accept: "application/openmetrics-text; version=1.0.0" });
    expect(shown.total("jobs_total")).toBe(Object.values(jobsOf(made)).reduce((sum, value) => sum + value));
    expect(shown.text.endsWith("# EOF\n")).toBe(true);
    expect([shown.total("queue_depth"), shown.total("oldest_seconds"), shown.total("level")]).toEqual([6, 3, 30]);
    expect(shown.samples("phase").map(({ labels, value }) => [labels.phase, value])).toEqual([
      ["idle", 1],
      ["busy", 1],
    ]);
    expect([shown.total("metrics_workers"), shown.total("metrics_workers_missing")]).toEqual([3, 0]);
  });

  test("a blocked event loop: 503 in time that names the worker, and whole again afterwards", async () => {
    const registry = new Registry();
    const scrape = await serve({ registry, workers: workers(), timeoutSeconds: 3 });
    const [good, bad] = await Promise.all([crew.hire(), crew.hire()]);
    const made = await Promise.all([good.work(5), bad.work(5)]);
    expect((await scrape()).total("pulses_total")).toBe(10);
    const release = await block(bad);
    const shown = await scrape();
    release();
    expect(shown.status).toBe(503);
    expect(shown.text).toMatch(/^This scrape would be incomplete\. (worker|thread) \d+.* does not answer\.\n$/);
    expect(readMetrics(registry).value(metricsWorkerFailures, { reason: "silent" })).toBe(1);
    await bad.order("share");
    const whole = await scrape();
    expect(whole.status).toBe(200);
    expect(shownJobs(whole)).toEqual(jobsOf(made));
    expect(whole.total("metrics_worker_failures_total")).toBe(1);
  });

  test("a blocked event loop with last values: totals do not fall, and the scrape says that a worker is missing", async () => {
    const scrape = await serve({ registry: new Registry(), workers: workers(), timeoutSeconds: 3, missing: "last_values" });
    const [good, bad] = await Promise.all([crew.hire(), crew.hire()]);
    await Promise.all([good.work(5), bad.work(5)]);
    expect((await scrape()).total("pulses_total")).toBe(10);
    await bad.work(2);
    const release = await block(bad);
    await good.work(3);
    const shown = await scrape();
    release();
    expect(shown.status).toBe(200);
    expect([shown.total("pulses_total"), shown.total("metrics_workers"), shown.total("metrics_workers_missing")]).toEqual([13, 2, 1]);
    await bad.order("share");
    const whole = await scrape();
    expect([whole.total("pulses_total"), whole.total("metrics_workers_missing")]).toEqual([15, 0]);
  });

  test("a worker killed in mid-scrape makes that scrape fail, and its counts stay in the next", async () => {
    const registry = new Registry();
    const scrape = await serve({ registry, workers: workers(), timeoutSeconds: 20 });
    const [good, bad] = await Promise.all([crew.hire(), crew.hire()]);
    await Promise.all([good.work(5), bad.work(6)]);
    expect((await scrape()).total("pulses_total")).toBe(11);
    await bad.order("block");
    const [shown] = await Promise.all([scrape(), new Promise((resolve) => setTimeout(resolve, 1000)).then(() => bad.kill())]);
    expect(shown.status).toBe(503);
    expect(shown.text).toContain("ended during the scrape");
    const next = await scrape();
    expect(next.status).toBe(200);
    expect([next.total("pulses_total"), next.total("size_bytes_count"), next.total("theirs_seconds_count")]).toEqual([11, 11, 11]);
    expect([next.total("queue_depth"), next.total("metrics_workers")]).toEqual([1, 1]);
    expect(readMetrics(registry).value(metricsWorkerFailures, { reason: "ended" })).toBe(1);
  });

  test("a worker that starts late is waited for, then named", async () => {
    const registry = new Registry();
    const scrape = await serve({ registry, workers: workers(), timeoutSeconds: 2 });
    const member = await crew.hire({ late: true });
    await member.work(4);
    const shown = await scrape();
    expect(shown.status).toBe(503);
    expect(shown.text).toContain("has not called shareMetrics yet");
    expect(readMetrics(registry).value(metricsWorkerFailures, { reason: "starting" })).toBe(1);
    const [late] = await Promise.all([scrape(), new Promise((resolve) => setTimeout(resolve, 300)).then(() => member.order("share"))]);
    expect([late.status, late.total("pulses_total")]).toEqual([200, 4]);
  });

  test("a worker that has just been made is waited for", async () => {
    const scrape = await serve({ registry: new Registry(), workers: workers(), timeoutSeconds: 20 });
    await crew.hire({ wait: false });
    const shown = await scrape();
    expect([shown.status, shown.total("metrics_workers")]).toEqual([200, 1]);
  });

  test("restarts, orderly or by process.exit, lose nothing, and totals never fall", async () => {
    const scrape = await serve({ registry: new Registry(), workers: workers() });
    const made: Made[] = [];
    let before = 0;
    for (let generation = 0; generation < 4; generation++) {
      const member = await crew.hire();
      made.push(await member.work(100));
      if (generation === 1) {
        expect((await scrape()).status).toBe(200);
      }
      if (generation % 2 === 0) {
        await member.order("stop");
      }
      void member.order("exit");
      await member.ended;
      await new Promise((resolve) => setTimeout(resolve, 150));
      const shown = await scrape();
      expect(shown.status).toBe(200);
      expect(shownJobs(shown)).toEqual(jobsOf(made));
      expect(shown.total("pulses_total")).toBe(totalOf(made, "pulses"));
      expect(shown.total("pulses_total")).toBeGreaterThan(before);
      before = shown.total("pulses_total");
    }
    expect((await scrape()).total("metrics_workers")).toBe(0);
  });

  test("a worker that stops sharing and begins again is counted once", async () => {
    const scrape = await serve({ registry: new Registry(), workers: workers() });
    const member = await crew.hire();
    await member.work(3);
    await member.order("stop");
    expect((await scrape()).total("pulses_total")).toBe(3);
    await member.work(2);
    expect((await scrape()).total("pulses_total")).toBe(3);
    await member.order("share");
    expect((await scrape()).total("pulses_total")).toBe(5);
    await member.kill();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect((await scrape()).total("pulses_total")).toBe(5);
  });

  test(`twenty scrapes at once ask the ${kind} once`, async () => {
    let asked = 0;
    const counted: WorkerSource = {
      connect: (join) =>
        crew.source.connect((link) =>
          join({
            name: link.name,
            ask(message) {
              asked++;
              link.ask(message);
            },
          }),
        ),
    };
    const scrape = await serve({ registry: new Registry(), workers: [counted] });
    const member = await crew.hire();
    await member.work(3);
    await member.order("block", { seconds: 1 });
    const shown = await Promise.all(Array.from({ length: 20 }, () => scrape()));
    expect(shown.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(new Set(shown.map((each) => each.total("pulses_total")))).toEqual(new Set([3]));
    expect(asked).toBeLessThanOrEqual(2);
  });
});
