import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { newFolder } from "../../test/new-folder.ts";
import { shareCounts } from "./delivery-counts.ts";
import type { LokiEntry } from "./loki-entry.ts";
import { segmentPath } from "./segment.ts";
import { shipSpool, type Tally } from "./ship-spool.ts";

const HEAD = '{"level":"info","time":"2026-01-02T03:04:05.006Z","service.name":"orders","host.name":"h1","process.pid":42';
const REST = ',"message":"charged"}\n';
const LINE = `${HEAD},"order":{"id":7}${REST}`;

/** Ships a folder that holds this text, in pushes of about three lines. */
async function ship(text: string) {
  const folder = newFolder();
  const counts = shareCounts();
  const pushes: (readonly LokiEntry[])[] = [];
  const tallies: Tally[] = [];
  writeFileSync(segmentPath(folder, 1), text);
  await shipSpool(
    { folder, left: true, from: { segment: 1, offset: 0, nanoseconds: "0" }, commit: (_, tally) => tallies.push(tally) },
    {
      counts,
      entries: { labels: ["service.name", "level"], metadata: [] },
      batchBytes: 3 * LINE.length,
      batchSeconds: 1,
      maxAgeSeconds: 3600,
      now: () => Date.parse("2026-01-02T03:04:06Z"),
      isHurried: () => false,
      client: {
        push(entries) {
          pushes.push(entries);
          return Promise.resolve({ outcome: "ok", message: "", retryAfterSeconds: 0 });
        },
        close() {},
      },
      retry: { minSeconds: 1, maxSeconds: 1 },
      random: Math.random,
      signal: new AbortController().signal,
      onOutage() {},
    },
  );
  return { tallies, pushes };
}

test("each push uses the bytes of the one before, so that memory does not grow with the lines", async () => {
  const { pushes } = await ship(LINE.repeat(12));
  expect(pushes.map((entries) => [entries.length, entries[0]?.start])).toEqual(Array.from({ length: 4 }, () => [3, 0]));
});

test.each([2, REST.length, LINE.length - 1])("a last line that lacks %i bytes is torn, and is not sent though it may look whole", async (bytes) => {
  const { tallies, pushes } = await ship(LINE.repeat(3).slice(0, -bytes));
  expect(pushes.flat()).toHaveLength(2);
  expect(tallies).toEqual([{ read: 3, delivered: 2, dropped: { torn: 1 }, freedBytes: 0 }]);
});
