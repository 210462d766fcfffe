import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type LokiServer, startLoki } from "./loki-server.ts";
import { newFolder } from "./new-folder.ts";
import { difference, foldersOf, numbersOf, spoolLogger } from "./spooled-logger.ts";

const PROGRAM = fileURLToPath(new URL("./exit-program.ts", import.meta.url));
const LINES = 1000;
const ALL = Array.from({ length: LINES }, (_, index) => index);

interface Ended {
  /** Numbers of the lines on stdout. */
  readonly printed: readonly number[];
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

async function run(loki: LokiServer, spool: string, way: string, { lines = LINES, mode = "thread" } = {}): Promise<Ended> {
  const child = fork(PROGRAM, [loki.url, spool, way === "SIGTERM" || way === "SIGKILL" ? "signal" : way, String(lines), mode], {
    execArgv: ["--conditions=@platform/source"],
    stdio: ["ignore", "pipe", "ignore", "ipc"],
  });
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const ended = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  if (way === "SIGTERM" || way === "SIGKILL") {
    await whenLogged(child);
    await expect.poll(() => output.split("\n").length, { timeout: 20_000 }).toBeGreaterThan(lines);
    child.kill(way);
  }
  const [code, signal] = await ended;
  const printed = numbersOf(
    output
      .split("\n")
      .slice(0, -1)
      .map((line) => ({ line })),
  );
  return { printed, code, signal };
}

async function whenLogged(child: ChildProcess): Promise<void> {
  await once(child, "message");
}

/** What the next process of the service delivers of what is left. */
async function restart(loki: LokiServer, spool: string): Promise<void> {
  const { delivery } = spoolLogger(loki.url, { spool });
  await expect.poll(() => foldersOf(spool).length, { timeout: 20_000 }).toBe(1);
  await delivery.flush({ deadlineSeconds: 20 });
  expect(difference(delivery.counts())).toBe(0);
  await delivery.stop();
}

describe("no way to end loses a line that is in the spool", () => {
  const ways = ["end", "exit", "uncaught exception", "unhandled rejection", "SIGTERM", "SIGKILL"];

  test.each(["exit", "uncaught exception", "SIGKILL"])("%s while Loki is up", async (way) => {
    const loki = await startLoki();
    const spool = newFolder();
    try {
      const { printed } = await run(loki, spool, way);
      expect(printed).toEqual(ALL);
      await restart(loki, spool);
      expect(numbersOf(loki.lines)).toEqual(ALL);
    } finally {
      await loki.close();
    }
  });

  test.each(ways)("%s while Loki is down; the next start delivers each line once", async (way) => {
    const loki = await startLoki();
    loki.fault = "500";
    const spool = newFolder();
    try {
      await run(loki, spool, way, { mode: "short" });
      expect(loki.lines).toHaveLength(0);
      loki.fault = "none";
      await restart(loki, spool);
      expect(numbersOf(loki.lines)).toEqual(ALL);
      expect(loki.doubles).toBe(0);
    } finally {
      await loki.close();
    }
  });
});

test("what is left for one tenant of a Loki is not sent to another, nor to another Loki, nor by another service", async () => {
  const [loki, other] = [await startLoki(), await startLoki()];
  const spool = newFolder();
  loki.fault = "500";
  try {
    await run(loki, spool, "SIGKILL");
    loki.fault = "none";
    for (const [url, options] of [
      [loki.url, { tenant: "b" }],
      [other.url, {}],
      [loki.url, { service: "pay" }],
    ] as const) {
      const { logger, delivery } = spoolLogger(url, { spool, ...options });
      logger.info({ number: -1 }, "own");
      expect(await delivery.flush({ deadlineSeconds: 20 })).toBe(true);
      expect(delivery.counts()).toMatchObject({ produced: 1, recovered: 0, delivered: 1 });
      await delivery.stop({ deadlineSeconds: 0 });
    }
    const { delivery } = spoolLogger(loki.url, { spool });
    await expect.poll(() => delivery.counts().delivered, { timeout: 20_000 }).toBe(LINES);
    expect(delivery.counts()).toMatchObject({ produced: 0, recovered: LINES, pending: 0 });
    await delivery.stop();
    expect(numbersOf(loki.lines)).toEqual([-1, -1, ...ALL]);
    expect(numbersOf(other.lines)).toEqual([-1]);
  } finally {
    await Promise.all([loki.close(), other.close()]);
  }
});

test.each(["thread", "in-process"])("SIGTERM and a plain end deliver everything before the process ends, %s", async (mode) => {
  const loki = await startLoki();
  try {
    expect(await run(loki, newFolder(), "SIGTERM", { mode })).toMatchObject({ signal: "SIGTERM" });
    expect(numbersOf(loki.lines)).toEqual(ALL);
    expect(await run(loki, newFolder(), "end", { mode })).toMatchObject({ code: 0 });
    expect(loki.lines).toHaveLength(2 * LINES);
  } finally {
    await loki.close();
  }
});

test("SIGTERM ends within its deadline when Loki does not answer", async () => {
  const loki = await startLoki();
  loki.fault = "black hole";
  try {
    const ended = run(loki, newFolder(), "SIGTERM", { lines: 10 });
    expect(await Promise.race([ended, sleep(25_000, "too late", { ref: false })])).toMatchObject({ signal: "SIGTERM" });
  } finally {
    await loki.close();
  }
});
