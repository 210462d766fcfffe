import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { buildSync } from "esbuild";
import { Registry } from "prom-client";
import { expect, test, vi } from "vitest";
import type { DeliveryCounts } from "../src/index.ts";
import { startLoki } from "./loki-server.ts";
import { newFolder } from "./new-folder.ts";
import { difference, foldersOf, numbersOf, spoolLogger } from "./spooled-logger.ts";

const run = promisify(execFile);

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

test("two deliveries with one spool folder do not mix: each sends its own lines once", async () => {
  const loki = await startLoki();
  const spool = newFolder();
  const both = [spoolLogger(loki.url, { spool }), spoolLogger(loki.url, { spool })];
  try {
    for (const number of upTo(1000)) {
      both[number % 2]?.logger.info({ number }, "charged");
    }
    for (const { delivery } of both) {
      expect(await delivery.flush({ deadlineSeconds: 20 })).toBe(true);
      expect(delivery.counts()).toMatchObject({ produced: 500, recovered: 0, delivered: 500 });
    }
    expect(numbersOf(loki.lines).sort((a, b) => a - b)).toEqual(upTo(1000));
    expect(foldersOf(spool)).toHaveLength(2);
  } finally {
    await Promise.all(both.map(({ delivery }) => delivery.stop({ deadlineSeconds: 0 })));
    await loki.close();
  }
});

test("deliveries that one registry shows are added up, and one that has ended leaves its totals", async () => {
  const loki = await startLoki();
  const registry = new Registry();
  try {
    const [one, other] = [spoolLogger(loki.url, { registry }), spoolLogger(loki.url, { registry })];
    for (const { logger } of [one, one, one, other]) {
      logger.info({ number: 1 }, "line");
    }
    await Promise.all([one, other].map(({ delivery }) => delivery.flush({ deadlineSeconds: 20 })));
    expect(await registry.metrics()).toContain('logging_lines_total{source="written"} 4');
    await one.delivery.stop();
    other.logger.info({ number: 2 }, "line");
    await other.delivery.flush({ deadlineSeconds: 20 });
    const shown = await registry.metrics();
    expect(shown).toContain('logging_lines_total{source="written"} 5');
    expect(shown).toContain("logging_lines_delivered_total 5");
    expect(shown).toContain("logging_lines_pending 0");
    await other.delivery.stop();
  } finally {
    await loki.close();
  }
});

test("a thread that dies is started anew, and goes on without losing or counting a line twice", async () => {
  const loki = await startLoki();
  const workers: Worker[] = [];
  const post = vi.spyOn(Worker.prototype, "unref").mockImplementation(function (this: Worker) {
    workers.push(this);
  });
  const { logger, delivery } = spoolLogger(loki.url, { batchBytes: 4096 });
  const wrong: DeliveryCounts[] = [];
  const watch = setInterval(() => {
    const counts = delivery.counts();
    if (difference(counts) !== 0 || counts.pending < 0) {
      wrong.push(counts);
    }
  }, 1);
  try {
    let number = 0;
    for (let turn = 0; turn < 4; turn++) {
      for (let line = 0; line < 200; line++) {
        logger.info({ number: number++ }, "charged");
      }
      expect(await delivery.flush({ deadlineSeconds: 20 })).toBe(true);
      // The thread dies anywhere in the middle of these.
      for (let line = 0; line < 400; line++) {
        logger.info({ number: number++ }, "charged");
      }
      await sleep(turn * 40);
      await workers.at(-1)?.terminate();
      logger.info({ number: number++ }, "charged");
      await expect.poll(() => delivery.counts().oldestSeconds, { timeout: 20_000 }).toBeGreaterThan(0);
    }
    expect(await delivery.flush({ deadlineSeconds: 25 })).toBe(true);
    expect(wrong).toEqual([]);
    expect(delivery.counts()).toMatchObject({ produced: number, delivered: number, pending: 0, oldestSeconds: 0, restarts: 4 });
    expect(difference(delivery.counts())).toBe(0);
    expect(numbersOf(loki.lines)).toEqual(upTo(number));
  } finally {
    clearInterval(watch);
    post.mockRestore();
    await delivery.stop({ deadlineSeconds: 0 });
    await loki.close();
  }
});

test("a delivery that is made in a file of --import, which threads load too, starts one thread and not one after the other", async () => {
  const loki = await startLoki();
  const preload = fileURLToPath(new URL("./preloaded-program.ts", import.meta.url));
  const env = { ...process.env, TEST_LOKI: loki.url, TEST_SPOOL: newFolder() };
  const child = spawn(process.execPath, ["--conditions=@platform/source", "--import", preload, "-e", ""], { env, stdio: "ignore" });
  const ended = once(child, "exit");
  try {
    const numbers = () => numbersOf(loki.lines).sort((a, b) => a - b);
    await expect.poll(numbers, { timeout: 60_000 }).toContain(1);
    // Time in which threads would start threads.
    await sleep(2000);
    expect(numbers()).toEqual([0, 1]);
  } finally {
    child.kill("SIGKILL");
    await ended;
    await loki.close();
  }
}, 90_000);

test.each(["esm", "cjs"] as const)("in a bundle of %s, which has no file for the thread, lines arrive all the same", async (format) => {
  const loki = await startLoki();
  const folder = newFolder();
  const outfile = join(folder, format === "esm" ? "service.mjs" : "service.cjs");
  try {
    buildSync({
      entryPoints: [fileURLToPath(new URL("./exit-program.ts", import.meta.url))],
      outfile,
      bundle: true,
      platform: "node",
      format,
      conditions: ["@platform/source"],
      ...(format === "esm" && { banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' } }),
      logLevel: "silent",
    });
    for (const mode of ["thread", "in-process"]) {
      await run(process.execPath, [outfile, loki.url, newFolder(), "end", "100", mode], { timeout: 25_000 });
    }
    expect(numbersOf(loki.lines)).toEqual([...upTo(100), ...upTo(100)]);
  } finally {
    await loki.close();
  }
});
