import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type LokiServer, startLoki } from "../../test/loki-server.ts";
import { newFolder } from "../../test/new-folder.ts";
import { difference, numbersOf } from "../../test/spooled-logger.ts";
import { type DeliveryCounts, readCounts, type SharedCounts, shareCounts } from "./delivery-counts.ts";
import { positionNumber, segmentPath } from "./segment.ts";
import { shipAll } from "./ship-all.ts";
import { createSpoolFolder } from "./spool-folder.ts";

/** Each change of a file is a step, a write one more for its middle; at `dieAt` whoever ships is ended, and can change nothing after it. */
const thread = vi.hoisted(() => ({ isWatched: false, steps: 0, dieAt: Number.POSITIVE_INFINITY, onStep: () => {} }));

class Death extends Error {}

vi.mock("node:fs", async (load) => {
  const fs = await load<typeof import("node:fs")>();
  const step = (inTheMiddle?: () => void) => {
    if (thread.isWatched) {
      thread.steps += 1;
      thread.onStep();
      if (thread.steps === thread.dieAt) {
        inTheMiddle?.();
      }
      if (thread.steps >= thread.dieAt) {
        throw new Death();
      }
    }
  };
  const stepped = (name: "rmSync" | "linkSync" | "writeFileSync") => [
    name,
    (...args: Parameters<typeof fs.rmSync>) => {
      step();
      return (fs[name] as (...all: typeof args) => void)(...args);
    },
  ];
  return {
    ...fs,
    ...Object.fromEntries([stepped("rmSync"), stepped("linkSync"), stepped("writeFileSync")]),
    writeSync(file: number, text: string, position?: number) {
      step();
      step(() => fs.writeSync(file, text.slice(0, 150), position));
      return fs.writeSync(file, text, position);
    },
  };
});

let loki: LokiServer;
beforeAll(async () => {
  loki = await startLoki();
});
afterAll(() => loki.close());

let runs = 0;
const line = (number: number, time = "2026-01-02T03:04:05.006Z") =>
  `${JSON.stringify({ level: "info", time, "service.name": "orders", run: runs, number })}\n`;
const linesOf = (...numbers: readonly number[]) => numbers.map((number) => line(number)).join("");

const OWN = 9;
const RECOVERED = 12;
const DROPPED = { rejected: 1, too_old: 1, torn: 1 };
const SENT = Array.from({ length: OWN + RECOVERED - 3 }, (_, number) => number);

/** A process that has written three files, and the folders of two that have ended. */
function prepare() {
  runs += 1;
  const spool = newFolder();
  const folders = ["1-a", "1-b", "2-own"].map((id) => createSpoolFolder(spool, id));
  const [first = "", second = "", own = ""] = folders;
  end(first);
  end(second);
  const texts: readonly (readonly [string, number, string])[] = [
    [first, 1, linesOf(0, 1, 2)],
    [first, 2, linesOf(3, 4)],
    [second, 1, `${linesOf(5, 6, 7, 8)}no JSON\n${line(99, "1980-01-01T00:00:00.000Z")}${line(98).slice(0, -20)}`],
    [own, 1, linesOf(9, 10, 11, 12)],
    [own, 2, linesOf(13, 14, 15)],
    [own, 3, linesOf(16, 17)],
  ];
  for (const [folder, segment, text] of texts) {
    writeFileSync(segmentPath(folder, segment), text);
  }
  return { spool, folder: own, counts: countsOf(texts.filter(([folder]) => folder === own).map(([, , text]) => text)) };
}

/** What the logging side tells of files that it has written. */
function countsOf(texts: readonly string[]): SharedCounts {
  const counts = shareCounts();
  counts.set("produced", texts.length === 0 ? 0 : OWN);
  counts.set("spooled", texts.length === 0 ? 0 : OWN);
  counts.set("written", positionNumber({ segment: Math.max(1, texts.length), offset: texts.at(-1)?.length ?? 0 }));
  counts.set("writtenBytes", texts.join("").length);
  counts.set("hurried", 1);
  return counts;
}

/** Makes it the folder of a process that has ended. */
function end(folder: string): void {
  for (const name of readdirSync(folder).filter((file) => file.startsWith("owner."))) {
    const owner = JSON.parse(readFileSync(join(folder, name), "utf8"));
    writeFileSync(join(folder, name), JSON.stringify({ ...owner, begun: "1" }));
  }
}

/** Ships until nothing waits or the thread dies. Whenever it changes a file the figures agree, and none has gone back. */
async function ship({ spool, folder, counts }: ReturnType<typeof prepare>, id: string, dieAt = Number.POSITIVE_INFINITY) {
  const wrong: object[] = [];
  let before = readCounts(counts, 0);
  const check = () => {
    const now = readCounts(counts, 0);
    const earlier = risingOf(before);
    const isRight =
      difference(now) === 0 && now.pending >= 0 && now.spoolBytes >= 0 && risingOf(now).every((figure, index) => figure >= (earlier[index] ?? 0));
    if (!isRight) {
      wrong.push({ before, now });
    }
    before = now;
  };
  const controller = new AbortController();
  Object.assign(thread, { isWatched: true, steps: 0, dieAt, onStep: check });
  let end: unknown;
  const shipping = shipAll(
    {
      ...{ memory: counts.memory, spool, folder, id, target: { url: loki.url }, labels: ["service.name"], metadata: [] },
      ...{ batchBytes: 300, batchSeconds: 0.1, maxAgeSeconds: 10 ** 9, timeoutSeconds: 20, retry: { minSeconds: 0.1, maxSeconds: 1 } },
    },
    { signal: controller.signal, onOutage() {} },
  ).then(
    () => "done",
    (error) => {
      end = error;
    },
  );
  const isWaiting = () => readCounts(counts, 0).pending > 0 || foldersIn(spool).length > 1;
  while (end === undefined && isWaiting()) {
    await sleep(2);
  }
  controller.abort();
  await shipping.finally(() => {
    thread.isWatched = false;
  });
  check();
  expect(wrong).toEqual([]);
  expect(end === undefined || end instanceof Death ? "" : end).toBe("");
  return { steps: thread.steps, isDead: end !== undefined };
}

const risingOf = ({ delivered, recovered, pushes, dropped }: DeliveryCounts) => [
  delivered,
  recovered,
  ...Object.values(pushes),
  ...Object.values(dropped),
];

/** The file that is being written stays; all others are gone. */
function expectAllSent({ spool, folder, counts }: ReturnType<typeof prepare>, arrived: number): void {
  const numbers = numbersOf(loki.lines.slice(arrived));
  expect(numbers.sort((a, b) => a - b)).toEqual(SENT);
  const { pending, spoolBytes } = readCounts(counts, 0);
  expect(pending).toBe(0);
  expect(foldersIn(spool)).toEqual([folder]);
  const files = readdirSync(folder).filter((name) => name.endsWith(".ndjson"));
  expect(spoolBytes).toBe(files.reduce((bytes, name) => bytes + readFileSync(join(folder, name)).length, 0));
  expect(files.length).toBeLessThan(2);
}

/** Without those of which only the folder itself is left. */
function foldersIn(spool: string): string[] {
  return readdirSync(spool)
    .map((name) => join(spool, name))
    .filter((folder) => readdirSync(folder).length > 0);
}

async function stepsOfALife(): Promise<number> {
  const spool = prepare();
  const { steps } = await ship(spool, "2-own");
  expect(steps).toBeGreaterThan(40);
  return steps;
}

/** Random numbers below 1, always the same. */
function* numbersFrom(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

test("a thread may die at any change of a file, and again: no line is lost or counted twice, and no figure goes back", async () => {
  const steps = await stepsOfALife();
  const random = numbersFrom(7);
  for (let dieAt = 1; dieAt <= steps; dieAt++) {
    const arrived = loki.lines.length;
    const spool = prepare();
    const deaths = [dieAt, 1 + Math.floor(random.next().value * steps), Number.POSITIVE_INFINITY];
    for (const at of deaths) {
      await ship(spool, "2-own", at);
    }
    expectAllSent(spool, arrived);
    expect(readCounts(spool.counts, 0)).toMatchObject({
      ...{ produced: OWN, recovered: RECOVERED, delivered: SENT.length },
      dropped: expect.objectContaining(DROPPED),
    });
  }
}, 240_000);

test("a process may end at any change of a file: the next one sends the rest", async () => {
  const steps = await stepsOfALife();
  for (let dieAt = 1; dieAt <= steps; dieAt++) {
    const arrived = loki.lines.length;
    const dead = prepare();
    await ship(dead, "2-own", dieAt);
    for (const name of readdirSync(dead.spool)) {
      end(join(dead.spool, name));
    }
    const next = { spool: dead.spool, folder: createSpoolFolder(dead.spool, "3-next"), counts: countsOf([]) };
    await ship(next, "3-next");
    expect(existsSync(dead.folder)).toBe(false);
    expectAllSent(next, arrived);
  }
}, 240_000);
