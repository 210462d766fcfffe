import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import type { LokiFault } from "./faulty-server.ts";
import { startLoki } from "./loki-server.ts";
import { difference, numbersOf, spoolLogger } from "./spooled-logger.ts";

const FAULTS: readonly LokiFault[] = ["refused", "black hole", "slow 204", "429", "500", "reset", "401"];

describe("an outage of Loki loses no line, and order stays", () => {
  test.each(FAULTS.flatMap((fault) => [false, true].map((inProcess) => ({ fault, inProcess }))))(
    "$fault, in process: $inProcess",
    async ({ fault, inProcess }) => {
      const loki = await startLoki();
      const { logger, delivery } = spoolLogger(loki.url, { inProcess });
      let number = 0;
      const logFor = async (turns: number) => {
        for (let turn = 0; turn < turns; turn++) {
          for (let line = 0; line < 20; line++) {
            logger.info({ number: number++ }, "charged");
          }
          await sleep(10);
        }
      };
      try {
        await logFor(20);
        loki.fault = fault;
        await logFor(80);
        expect(difference(delivery.counts())).toBe(0);
        loki.fault = "none";
        await logFor(20);
        expect(await delivery.flush({ deadlineSeconds: 20 })).toBe(true);
        expect(delivery.counts()).toMatchObject({ produced: 2400, delivered: 2400, pending: 0 });
        expect(difference(delivery.counts())).toBe(0);
        expect(numbersOf(loki.lines)).toEqual(Array.from({ length: 2400 }, (_, index) => index));
      } finally {
        await delivery.stop({ deadlineSeconds: 0 });
        await loki.close();
      }
    },
  );
});

test("equal lines of one millisecond are told apart", async () => {
  const loki = await startLoki();
  const { logger, delivery } = spoolLogger(loki.url);
  try {
    for (let line = 0; line < 5000; line++) {
      logger.info("same");
    }
    await delivery.flush({ deadlineSeconds: 20 });
    expect(loki.lines).toHaveLength(5000);
    expect(loki.doubles).toBe(0);
    const times = loki.lines.map(({ nanoseconds }) => nanoseconds);
    expect(times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0n))).toBe(true);
  } finally {
    await delivery.stop({ deadlineSeconds: 0 });
    await loki.close();
  }
});

test("fields with many values make no streams, and go along as metadata", async () => {
  const loki = await startLoki({ maxStreams: 102 });
  const { logger, delivery } = spoolLogger(loki.url, { labels: ["service.name", "tenant"], metadata: ["trace_id", "request.id"] });
  try {
    for (let tenant = 0; tenant < 500; tenant++) {
      logger.info({ tenant: `t${tenant}`, "request.id": tenant }, "charged");
    }
    await delivery.flush({ deadlineSeconds: 20 });
    expect(loki.lines).toHaveLength(500);
    const tenants = new Set(loki.lines.map(({ labels }) => labels.tenant));
    expect(tenants.size).toBe(101);
    expect(tenants).toContain("_other");
    expect(loki.lines[0]).toMatchObject({ labels: { service_name: "payment", tenant: "t0" }, metadata: { request_id: "0" } });
  } finally {
    await delivery.stop({ deadlineSeconds: 0 });
    await loki.close();
  }
});

test("a sink that stalls fills the spool to its limit, and later lines are counted", async () => {
  const loki = await startLoki();
  loki.fault = "black hole";
  const { logger, delivery } = spoolLogger(loki.url, { maxSpoolBytes: 1024 * 1024 });
  try {
    for (let turn = 0; turn < 20; turn++) {
      for (let line = 0; line < 500; line++) {
        logger.info({ number: turn * 500 + line }, "charged");
      }
      await sleep(10);
    }
    const { produced, pending, dropped, spoolBytes } = delivery.counts();
    expect(produced).toBe(10_000);
    expect(dropped.spool_full).toBeGreaterThan(0);
    expect(spoolBytes).toBeLessThanOrEqual(1024 * 1024);
    expect(difference(delivery.counts())).toBe(0);
    loki.fault = "none";
    expect(await delivery.flush({ deadlineSeconds: 20 })).toBe(true);
    expect(numbersOf(loki.lines)).toEqual(Array.from({ length: pending }, (_, index) => index));
    expect(difference(delivery.counts())).toBe(0);
  } finally {
    await delivery.stop({ deadlineSeconds: 0 });
    await loki.close();
  }
});

const OUTAGE_RUN = fileURLToPath(new URL("./outage-run.ts", import.meta.url));

test.concurrent.each(["refused", "slow 204"])(
  "a stalled sink, %s, at 1,000 lines a second takes no line and no memory: the long run in short",
  { timeout: 120_000 },
  async (fault) => {
    const { LOKI_URL: _real, ...env } = process.env;
    const args = ["--conditions=@platform/source", OUTAGE_RUN, "--json", "--fault", fault, "--seconds", "3"];
    const result = JSON.parse((await promisify(execFile)(process.execPath, args, { env })).stdout);
    expect(result).toMatchObject({ fault, lost: 0, complete: true, inOrder: true, received: result.produced });
    expect(result.produced).toBeGreaterThan(3000);
    expect(result.rssGrowthMegabytes).toBeLessThan(50);
  },
);
