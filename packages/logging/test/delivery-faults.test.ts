import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { type LokiLimits, type LokiServer, startLoki } from "./loki-server.ts";
import { newFolder } from "./new-folder.ts";
import { difference, numbersOf, type SpooledLogger, spoolLogger } from "./spooled-logger.ts";

const running: { stop(): Promise<unknown> }[] = [];

afterEach(async () => {
  for (const one of running.splice(0).reverse()) {
    await one.stop();
  }
});

async function start(
  limits: LokiLimits = {},
  options: Parameters<typeof spoolLogger>[1] = {},
): Promise<SpooledLogger & { readonly loki: LokiServer }> {
  const loki = await startLoki(limits);
  running.push({ stop: () => loki.close() });
  const spooled = spoolLogger(loki.url, options);
  running.push({ stop: () => spooled.delivery.stop({ deadlineSeconds: 0 }) });
  return { loki, ...spooled };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

test("a body that is too large for Loki is halved until it fits", async () => {
  const { loki, logger, delivery } = await start({ maxBodyBytes: 8 * 1024 });
  upTo(500).forEach((number) => void logger.info({ number }, "charged"));
  expect(await delivery.flush({ deadlineSeconds: 20 })).toBe(true);
  expect(numbersOf(loki.lines)).toEqual(upTo(500));
  expect(delivery.counts().pushes.too_large).toBeGreaterThan(0);
});

test("a line that Loki refuses is dropped by itself, and holds up no other", async () => {
  const { loki, logger, delivery } = await start({ maxLineBytes: 1000 });
  upTo(500).forEach((number) => void logger.info({ number, ...(number === 250 ? { text: "x ".repeat(1000) } : {}) }, "charged"));
  expect(await delivery.flush({ deadlineSeconds: 20 })).toBe(true);
  expect(new Set(numbersOf(loki.lines))).toEqual(new Set(upTo(500).filter((number) => number !== 250)));
  expect(delivery.counts()).toMatchObject({ delivered: 499, dropped: { rejected: 1 }, pending: 0 });
});

test("lines too far behind their stream are dropped with their reason, the others of the batch arrive", async () => {
  let now = Date.now();
  const loki = await startLoki({ maxBehindSeconds: 60 });
  running.push({ stop: () => loki.close() });
  const { delivery } = spoolLogger(loki.url);
  running.push({ stop: () => delivery.stop({ deadlineSeconds: 0 }) });
  const write = (number: number) => {
    const line = Buffer.from(`${JSON.stringify({ level: "info", time: new Date(now).toISOString(), number })}\n`);
    delivery.append(line, 0, line.length);
  };
  write(0);
  await delivery.flush({ deadlineSeconds: 20 });
  now -= 300_000;
  write(1);
  now += 300_000;
  write(2);
  expect(await delivery.flush({ deadlineSeconds: 20 })).toBe(true);
  expect(numbersOf(loki.lines)).toEqual([0, 2]);
  expect(delivery.counts()).toMatchObject({ delivered: 2, dropped: { too_far_behind: 1 } });
});

test.each([1, -1])("a clock that jumps by %i hour and back holds up no batch, loses no line and gives no time twice", async (hours) => {
  const { loki, delivery } = await start();
  const now = Date.now();
  // Each stretch has more lines than milliseconds; the ends of the jumps lie within a batch and between two.
  const clock = upTo(600).map((number) => now + Math.floor(number / 40) + (Math.floor(number / 100) % 2) * hours * 3_500_000);
  for (const [number, milliseconds] of clock.entries()) {
    const line = Buffer.from(`${JSON.stringify({ level: "info", time: new Date(milliseconds).toISOString(), number })}\n`);
    delivery.append(line, 0, line.length);
    if (number % 250 === 249) {
      expect(await delivery.flush({ deadlineSeconds: 20 })).toBe(true);
    }
  }
  expect(await delivery.flush({ deadlineSeconds: 20 })).toBe(true);
  expect(numbersOf(loki.lines)).toEqual(upTo(600));
  expect(new Set(loki.lines.map(({ nanoseconds }) => nanoseconds)).size).toBe(600);
  expect(loki.lines.map(({ nanoseconds }) => Number(nanoseconds / 1_000_000n))).toEqual(clock);
  expect(delivery.counts()).toMatchObject({ produced: 600, delivered: 600, pending: 0 });
});

test("an hour that comes twice gives equal lines no time twice", async () => {
  const { loki, delivery } = await start();
  const write = (milliseconds: number) => {
    const line = Buffer.from(`${JSON.stringify({ level: "info", time: new Date(milliseconds).toISOString(), message: "same" })}\n`);
    delivery.append(line, 0, line.length);
  };
  const now = Date.now();
  for (const _time of [1, 2, 3]) {
    upTo(100).forEach(() => void write(now - 3_600_000));
    write(now);
  }
  expect(await delivery.flush({ deadlineSeconds: 20 })).toBe(true);
  expect(loki.lines).toHaveLength(303);
  expect(loki.doubles).toBe(0);
});

test("Retry-After is kept", async () => {
  const { loki, logger, delivery } = await start({ retryAfter: "1" });
  loki.fault = "429";
  const begun = performance.now();
  logger.info({ number: 0 }, "charged");
  await expect.poll(() => loki.requests.length).toBeGreaterThan(0);
  loki.fault = "none";
  expect(await delivery.flush({ deadlineSeconds: 20 })).toBe(true);
  expect(performance.now() - begun).toBeGreaterThan(990);
  expect(numbersOf(loki.lines)).toEqual([0]);
});

test("lines that have waited too long are dropped with their reason", async () => {
  const { loki, logger, delivery } = await start({}, { maxAgeSeconds: 1 });
  loki.fault = "500";
  logger.info({ number: 0 }, "charged");
  await sleep(300);
  logger.info({ number: 1 }, "charged");
  const old = Buffer.from(`${JSON.stringify({ level: "info", time: new Date(Date.now() - 5000).toISOString(), number: 2 })}\n`);
  delivery.append(old, 0, old.length);
  loki.fault = "none";
  expect(await delivery.flush({ deadlineSeconds: 20 })).toBe(true);
  expect(delivery.counts().dropped.too_old).toBeGreaterThan(0);
  expect(difference(delivery.counts())).toBe(0);
});

test("tenant and credentials go along, and the body is compressed", async () => {
  const { loki, logger, delivery } = await start({}, { tenant: "travel", basicAuth: { username: "loki", password: "p" } });
  logger.info({ number: 0 }, "charged");
  await delivery.flush({ deadlineSeconds: 20 });
  expect(loki.requests[0]).toMatchObject({
    "x-scope-orgid": "travel",
    authorization: `Basic ${Buffer.from("loki:p").toString("base64")}`,
    "content-encoding": "gzip",
  });
});

/** Mounting needs a right that root lacks in some containers. */
function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "logging-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], { stdio: "ignore" });
    execFileSync("umount", [folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.runIf(canMount())("a full disk drops lines, counts them and never blocks; when there is room again, lines arrive", async () => {
  const disk = newFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", disk]);
  try {
    const { loki, logger, delivery } = await start({}, { spool: disk });
    loki.fault = "500";
    writeFileSync(join(disk, "filler"), Buffer.alloc(150 * 1024));
    for (let turn = 0; turn < 20; turn++) {
      upTo(50).forEach((number) => void logger.info({ number: turn * 50 + number }, "charged"));
      await sleep(25);
    }
    await expect.poll(() => delivery.counts().dropped.disk_full).toBeGreaterThan(0);
    expect(difference(delivery.counts())).toBe(0);
    rmSync(join(disk, "filler"));
    logger.info({ number: 1000 }, "charged");
    loki.fault = "none";
    expect(await delivery.flush({ deadlineSeconds: 20 })).toBe(true);
    const { delivered, dropped } = delivery.counts();
    expect(delivered + dropped.disk_full).toBe(1001);
    expect(loki.lines).toHaveLength(delivered);
    expect(numbersOf(loki.lines).at(-1)).toBe(1000);
    await delivery.stop({ deadlineSeconds: 0 });
  } finally {
    execFileSync("umount", ["-l", disk]);
  }
});

test("a spool that cannot be opened costs the delivery, not the service", async () => {
  const file = join(newFolder(), "file");
  writeFileSync(file, "no folder");
  const { logger, delivery } = await start({}, { spool: file });
  logger.info({ number: 0 }, "charged");
  expect(delivery.counts()).toMatchObject({ produced: 1, dropped: { spool_failed: 1 }, pending: 0 });
});

test("the figures are metrics of the service", async () => {
  const { logger, delivery, registry } = await start();
  upTo(10).forEach((number) => void logger.info({ number }, "charged"));
  await delivery.flush({ deadlineSeconds: 20 });
  const shown = await registry.metrics();
  expect(shown).toContain('logging_lines_total{source="written"} 10');
  expect(shown).toContain("logging_lines_delivered_total 10");
  expect(shown).toContain('logging_lines_dropped_total{reason="disk_full"} 0');
  expect(shown).toContain("logging_lines_pending 0");
});

test.each([
  [{ url: "loki:3100" }, "loki_url_invalid"],
  [{ url: "http://user:secret@loki:3100" }, "loki_url_invalid"],
  [{ service: "../x" }, "loki_service_invalid"],
  [{ basicAuth: { username: "a", password: "b" }, bearerToken: "c" }, "loki_auth_twice"],
  [{ batchBytes: 1 }, "loki_option_invalid"],
  [{ maxAgeSeconds: Number.NaN }, "loki_option_invalid"],
])("%j is refused with %s", (options, code) => {
  expect(() => spoolLogger("http://127.0.0.1:1", options)).toThrow(expect.objectContaining({ code }));
});

test("outages that follow each other within a minute give one warning", async () => {
  const warnings: string[] = [];
  const hear = (warning: Error & { code?: string }) => warning.code === "PLATFORM_LOGGING_LOKI" && warnings.push(warning.message);
  process.on("warning", hear);
  running.push({ stop: async () => process.off("warning", hear) });
  const { loki, logger, delivery } = await start();
  for (const number of upTo(3)) {
    loki.fault = "429";
    logger.info({ number }, "charged");
    await delivery.flush({ deadlineSeconds: 0.3 });
    loki.fault = "none";
    expect(await delivery.flush({ deadlineSeconds: 20 })).toBe(true);
  }
  expect(delivery.counts().pushes.limited).toBeGreaterThanOrEqual(3);
  expect(warnings).toEqual([expect.stringContaining("429")]);
});
