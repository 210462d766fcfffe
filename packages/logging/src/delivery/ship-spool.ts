import { setTimeout as sleep } from "node:timers/promises";
import type { Progress } from "./acknowledgement.ts";
import { type DeliverOptions, deliverBatch } from "./deliver-batch.ts";
import type { DropReason, SharedCounts } from "./delivery-counts.ts";
import { createEntryMaker, type EntryMaker, type EntryOptions, type LokiEntry } from "./loki-entry.ts";
import { positionOf } from "./segment.ts";
import { createSpoolReader, type SpoolLines, type SpoolReader } from "./spool-reader.ts";

export interface ShipOptions extends Omit<DeliverOptions, "onPush"> {
  readonly counts: SharedCounts;
  readonly entries: EntryOptions;
  readonly batchBytes: number;
  /** How long lines wait for others to fill a batch. */
  readonly batchSeconds: number;
  /** Older lines are not sent any more. */
  readonly maxAgeSeconds: number;
  readonly now: () => number;
  /** Whether someone waits for all lines to be sent. */
  readonly isHurried: () => boolean;
}

export interface Spool {
  readonly folder: string;
  /** Of a process that has ended. */
  readonly left: boolean;
  readonly from: Progress;
  /** Keeps how far it is and what became of the lines up to there; called before files are removed. */
  readonly commit: (progress: Progress, tally: Tally) => void;
}

/** What became of the lines that were read together. */
export interface Tally {
  readonly read: number;
  readonly delivered: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  /** Bytes of the files that are removed now. */
  readonly freedBytes: number;
}

const LINE_FEED = 0x0a;

/** Sends what a folder holds. For one that was left behind it ends with its end, for a process's own when `signal` is aborted. */
export async function shipSpool({ folder, left, from, commit }: Spool, options: ShipOptions): Promise<void> {
  const { counts, signal } = options;
  const maker = createEntryMaker(options.entries, BigInt(from.nanoseconds));
  const reader = createSpoolReader({
    folder,
    from,
    ...(left ? {} : { written: () => positionOf(counts.get("written")) }),
  });
  while (!signal.aborted) {
    const read = await nextLines(reader, left, options);
    if (read === undefined) {
      if (left) {
        break;
      }
      continue;
    }
    const outcome = await shipLines(read.lines, maker, options);
    commit({ ...read.end, nanoseconds: maker.nanoseconds }, { ...outcome, freedBytes: reader.bytesBefore(read.end) });
    reader.moveTo(read.end);
  }
}

/** Waits until a batch is full, or old enough. */
async function nextLines(reader: SpoolReader, left: boolean, options: ShipOptions): Promise<SpoolLines | undefined> {
  const { batchBytes, batchSeconds, isHurried, signal } = options;
  const pollSeconds = Math.min(0.25, Math.max(0.02, batchSeconds / 4));
  let waited = 0;
  for (;;) {
    const available = reader.available();
    const due = available >= batchBytes || left || isHurried() || (available > 0 && waited >= batchSeconds);
    if (due && (available > 0 || left)) {
      return reader.read(batchBytes);
    }
    if (available === 0) {
      options.counts.set("oldestMilliseconds", 0);
    }
    await sleep(pollSeconds * 1000, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) {
      return;
    }
    waited = available > 0 ? waited + pollSeconds : 0;
  }
}

async function shipLines(lines: Buffer, maker: EntryMaker, options: ShipOptions): Promise<Omit<Tally, "freedBytes">> {
  const { counts, maxAgeSeconds, now } = options;
  const lost: Partial<Record<DropReason, number>> = {};
  const entries: LokiEntry[] = [];
  const oldest = now() - maxAgeSeconds * 1000;
  let read = 0;
  maker.clear();
  for (let start = 0; start < lines.length; read++) {
    const feed = lines.indexOf(LINE_FEED, start);
    const end = feed === -1 ? lines.length : feed;
    const entry = maker.make(lines, start, end, feed !== -1);
    if (entry !== undefined && entry.milliseconds >= oldest) {
      if (entries.length === 0) {
        counts.set("oldestMilliseconds", entry.milliseconds);
      }
      entries.push(entry);
    } else {
      const reason = entry !== undefined ? "too_old" : feed === -1 ? "torn" : "rejected";
      lost[reason] = (lost[reason] ?? 0) + 1;
    }
    start = end + 1;
  }
  const { delivered, dropped } = await deliverBatch(entries, { ...options, onPush: (pushed) => counts.add(`push:${pushed}`, 1) });
  for (const [reason, count] of Object.entries(dropped) as [DropReason, number][]) {
    lost[reason] = (lost[reason] ?? 0) + count;
  }
  return { read, delivered, dropped: lost };
}
