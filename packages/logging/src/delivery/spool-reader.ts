import { closeSync, openSync, readSync, rmSync } from "node:fs";
import { listSegments, type SpoolPosition, segmentBytes, segmentPath } from "./segment.ts";

/** Lines that lie together in a spool. */
export interface SpoolLines {
  readonly lines: readonly string[];
  /** Where the next lines begin. */
  readonly end: SpoolPosition;
  /** The last of them has no line feed, since its process ended in the middle of it. */
  readonly torn: boolean;
}

export interface SpoolReader {
  /** Bytes that wait. */
  available(): number;
  /** The next lines, at most about `maxBytes`; undefined if there are none. Reading again without {@link SpoolReader.moveTo} gives the same. */
  read(maxBytes: number): SpoolLines | undefined;
  /** Goes on at a place, and removes the files before it. */
  moveTo(position: SpoolPosition): void;
}

export interface SpoolReaderOptions {
  readonly folder: string;
  readonly from: SpoolPosition;
  /** How far the folder is written; its end when no process writes to it any more. */
  readonly written?: () => SpoolPosition;
  /** Told the size of each file that is removed. */
  readonly onFreed: (bytes: number) => void;
}

const LINE_FEED = 0x0a;

export function createSpoolReader({ folder, from, written, onFreed }: SpoolReaderOptions): SpoolReader {
  let position = from;

  function endOf(segment: number): number {
    const limit = written?.();
    return limit !== undefined && segment >= limit.segment ? limit.offset : segmentBytes(folder, segment);
  }

  function waiting(): number[] {
    const last = written?.().segment ?? Number.POSITIVE_INFINITY;
    return listSegments(folder).filter((segment) => segment >= position.segment && segment <= last);
  }

  /** Where reading goes on: at the position, or at the next file when this one is read to its end. */
  function next(): SpoolPosition | undefined {
    for (const segment of waiting()) {
      const offset = segment === position.segment ? position.offset : 0;
      if (endOf(segment) > offset) {
        return { segment, offset };
      }
    }
    return undefined;
  }

  function read(maxBytes: number): SpoolLines | undefined {
    const start = next();
    if (start === undefined) {
      return;
    }
    const size = endOf(start.segment) - start.offset;
    const bytes = readBytes(segmentPath(folder, start.segment), start.offset, Math.min(size, maxBytes));
    const cut = bytes.lastIndexOf(LINE_FEED) + 1;
    if (cut === 0 && bytes.length < size) {
      return read(maxBytes * 2);
    }
    const torn = cut < bytes.length && bytes.length === size;
    const used = torn ? bytes.length : cut;
    const lines = bytes.toString("utf8", 0, used).split("\n");
    return { lines: torn ? lines : lines.slice(0, -1), end: { segment: start.segment, offset: start.offset + used }, torn };
  }

  function moveTo(target: SpoolPosition): void {
    for (const segment of waiting()) {
      if (segment < target.segment) {
        onFreed(segmentBytes(folder, segment));
        rmSync(segmentPath(folder, segment), { force: true });
      }
    }
    position = target;
  }

  return {
    available: () => waiting().reduce((sum, segment) => sum + Math.max(0, endOf(segment) - (segment === position.segment ? position.offset : 0)), 0),
    read,
    moveTo,
  };
}

function readBytes(path: string, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  const file = openSync(path, "r");
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, length, offset));
  } finally {
    closeSync(file);
  }
}
