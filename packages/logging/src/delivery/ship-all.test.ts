import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startLoki } from "../../test/loki-server.ts";
import { newFolder } from "../../test/new-folder.ts";
import { shareCounts } from "./delivery-counts.ts";
import { segmentPath } from "./segment.ts";
import { shipAll } from "./ship-all.ts";
import { createSpoolFolder } from "./spool-folder.ts";

const LINE = '{"level":"info","time":"2026-01-02T03:04:05.006Z","service.name":"orders","message":"charged"}\n';

test("a thread that dies before its first acknowledgement has counted nothing for the one after it", async () => {
  const loki = await startLoki();
  const spool = newFolder();
  createSpoolFolder(spool, "1-a");
  const folder = join(spool, "1-a");
  writeFileSync(segmentPath(folder, 1), LINE.repeat(3));
  const counts = shareCounts();
  // The logging side has written three lines; two of them were sent by the thread that died.
  for (const [name, value] of Object.entries({
    produced: 3,
    spooled: 3,
    writtenSegment: 1,
    writtenOffset: 3 * LINE.length,
    delivered: 2,
    settled: 2,
    "push:ok": 1,
  })) {
    counts.set(name as Parameters<typeof counts.set>[0], value);
  }
  const controller = new AbortController();
  const shipping = shipAll(
    {
      ...{ memory: counts.memory, spool, folder, id: "1-a", target: { url: loki.url }, labels: ["service.name"], metadata: [] },
      ...{ batchBytes: 1024, batchSeconds: 0.1, maxAgeSeconds: 10 ** 9, timeoutSeconds: 5, retry: { minSeconds: 0.1, maxSeconds: 1 } },
    },
    { signal: controller.signal, onOutage() {} },
  );
  try {
    await expect.poll(() => counts.get("settled"), { timeout: 10_000 }).toBe(3);
    expect([counts.get("delivered"), counts.get("push:ok"), loki.lines.length]).toEqual([3, 1, 3]);
  } finally {
    controller.abort();
    await shipping;
    await loki.close();
  }
});
