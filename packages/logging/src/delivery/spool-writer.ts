import { close, ftruncateSync, openSync, write, writeSync } from "node:fs";
import type { LineOutput } from "../line/line-stream.ts";
import type { DropReason, SharedCounts } from "./delivery-counts.ts";
import { positionNumber, segmentPath } from "./segment.ts";

export interface SpoolWriter extends LineOutput {
  /** Writes all that is in memory, without the event loop. */
  flush(): void;
}

export interface SpoolWriterOptions {
  readonly folder: string;
  readonly counts: SharedCounts;
  /** Bytes that may wait on the disk. */
  readonly maxBytes: number;
}

/** Written together after at most as long, or when as much has come together. */
const WRITE_SECONDS = 0.02;
const WRITE_BYTES = 64 * 1024;

/** Kept in memory while the disk is slow. */
const MAX_BUFFER_BYTES = 4 * 1024 * 1024;

const SEGMENT_BYTES = 4 * 1024 * 1024;

/** Loki's default limit of a line. */
const MAX_LINE_BYTES = 256 * 1024;

/**
 * Appends lines to the spool. The disk is left to another thread: two buffers change places, one is filled while the other is written. Each write has
 * a place of its own in the file, so that one of which nothing is known at exit can be made again.
 */
export function createSpoolWriter({ folder, counts, maxBytes }: SpoolWriterOptions): SpoolWriter {
  const segmentLimit = Math.min(SEGMENT_BYTES, Math.ceil(maxBytes / 8));
  let filling = Buffer.allocUnsafeSlow(WRITE_BYTES * 2);
  let writing = Buffer.allocUnsafeSlow(WRITE_BYTES * 2);
  let used = 0;
  let lines = 0;
  /** Calls of `write` that have not come back; a flush does not wait for them. */
  let calls = 0;
  const full: number[] = [];
  let inFlight: { readonly bytes: number; readonly lines: number } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let segment = 1;
  let offset = 0;
  let file = openSync(segmentPath(folder, segment), "w", 0o600);
  counts.set("written", positionNumber({ segment, offset }));

  function append(bytes: Buffer, start: number, end: number): void {
    const length = end - start;
    counts.add("produced", 1);
    const reason = refusal(length);
    if (reason !== undefined) {
      counts.add(`spooling:${reason}`, 1);
      return;
    }
    bytes.copy(filling, used, start, end);
    used += length;
    lines += 1;
    counts.add("buffered", 1);
    if (used >= WRITE_BYTES) {
      startWrite();
    } else {
      timer ??= setTimeout(startWrite, WRITE_SECONDS * 1000).unref();
    }
  }

  function refusal(length: number): DropReason | undefined {
    if (length > MAX_LINE_BYTES) {
      return "too_large";
    }
    // However much ended processes have left, half of the room is for what is written now.
    const left = Math.min(counts.get("foreignBytes"), maxBytes / 2);
    const own = counts.get("writtenBytes") - counts.shippedOf("freedBytes") + (inFlight?.bytes ?? 0) + used + length;
    if (left + own > maxBytes) {
      return "spool_full";
    }
    if (used + length <= filling.length) {
      return;
    }
    if (filling.length * 2 > MAX_BUFFER_BYTES) {
      return "backlog";
    }
    const grown = Buffer.allocUnsafeSlow(filling.length * 2 + length);
    filling.copy(grown, 0, 0, used);
    filling = grown;
  }

  function startWrite(): void {
    clearTimeout(timer);
    timer = undefined;
    if (inFlight !== undefined || used === 0) {
      return;
    }
    if (offset >= segmentLimit && !nextSegment()) {
      return;
    }
    takeFilled();
    writeFrom(0);
  }

  function takeFilled(): void {
    if (counts.get("spooled") + counts.shippedOf("recovered") <= counts.shippedOf("settled")) {
      counts.set("waitingMilliseconds", Date.now());
    }
    inFlight = { bytes: used, lines };
    [filling, writing] = [writing, filling];
    used = 0;
    lines = 0;
  }

  function writeFrom(done: number, flight = inFlight): void {
    const bytes = flight?.bytes ?? 0;
    calls += 1;
    write(file, writing, done, bytes - done, offset + done, (error, written) => {
      calls -= 1;
      closeFull();
      if (inFlight !== flight) {
        return;
      }
      if (error === null && written > 0 && done + written < bytes) {
        writeFrom(done + written, flight);
        return;
      }
      settle(error === null && done + written === bytes ? undefined : error);
      startWrite();
    });
  }

  /** Counts what was in flight as spooled, or as lost for a reason. */
  function settle(error: NodeJS.ErrnoException | null | undefined): void {
    const { bytes = 0, lines: count = 0 } = inFlight ?? {};
    inFlight = undefined;
    counts.add("buffered", -count);
    if (error === undefined) {
      offset += bytes;
      counts.add("spooled", count);
      counts.add("writtenBytes", bytes);
      counts.set("written", positionNumber({ segment, offset }));
      return;
    }
    counts.add(`spooling:${reasonOf(error)}`, count);
    try {
      ftruncateSync(file, offset);
    } catch {
      // A rest of lines stays behind; the next write covers it.
    }
  }

  function nextSegment(): boolean {
    try {
      const next = openSync(segmentPath(folder, segment + 1), "w", 0o600);
      full.push(file);
      closeFull();
      file = next;
      segment += 1;
      offset = 0;
      counts.set("written", positionNumber({ segment, offset }));
      return true;
    } catch (error) {
      takeFilled();
      settle(error as NodeJS.ErrnoException);
      return false;
    }
  }

  /** Not before every write has come back: the number of a file that is closed may be that of another one. */
  function closeFull(): void {
    for (const one of calls === 0 ? full.splice(0) : []) {
      close(one);
    }
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    for (let turn = 0; turn < 2; turn++) {
      if (inFlight === undefined && used > 0 && (offset < segmentLimit || nextSegment())) {
        takeFilled();
      }
      if (inFlight !== undefined) {
        settle(writeAll(inFlight.bytes));
        // The other thread may still read the one that it was given.
        writing = Buffer.allocUnsafeSlow(WRITE_BYTES * 2);
      }
    }
  }

  function writeAll(bytes: number): NodeJS.ErrnoException | undefined {
    try {
      for (let done = 0; done < bytes; ) {
        done += writeSync(file, writing, done, bytes - done, offset + done);
      }
      return undefined;
    } catch (error) {
      return error as NodeJS.ErrnoException;
    }
  }

  return { append, flush };
}

function reasonOf(error: NodeJS.ErrnoException | null): DropReason {
  return error?.code === "ENOSPC" || error?.code === "EDQUOT" || error === null ? "disk_full" : "spool_failed";
}
