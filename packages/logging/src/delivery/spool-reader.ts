import { isUtf8 } from "node:buffer";
import { closeSync, openSync, readSync, rmSync } from "node:fs";
import { listSegments, type SpoolPosition, segmentBytes, segmentPath } from "./segment.ts";

/** Lines that lie together in a spool. */
export interface SpoolLines {
  /** UTF-8; each with its line feed, but for one in the middle of which its process ended. Valid until the next reading. */
  readonly lines: Buffer;
  /** Where the next lines begin. */
  readonly end: SpoolPosition;
}

export interface SpoolReader {
  /** Bytes of the files before a place. */
  bytesBefore(position: SpoolPosition): number;
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
}

const LINE_FEED = 0x0a;

/** Removes first what lies before `from`: a reader that died may have come no further. */
export function createSpoolReader({ folder, from, written }: SpoolReaderOptions): SpoolReader {
  let position = from;
  let buffer = Buffer.alloc(0);
  moveTo(from);

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
    const length = Math.min(size, maxBytes);
    if (buffer.length < length) {
      buffer = Buffer.allocUnsafeSlow(length);
    }
    const bytes = buffer.subarray(0, readInto(buffer, segmentPath(folder, start.segment), start.offset, length));
    const cut = bytes.lastIndexOf(LINE_FEED) + 1;
    if (cut === 0 && bytes.length < size) {
      return read(maxBytes * 2);
    }
    const lines = bytes.length === size ? bytes : bytes.subarray(0, cut);
    return { lines: isUtf8(lines) ? lines : Buffer.from(lines.toString()), end: { segment: start.segment, offset: start.offset + lines.length } };
  }

  function segmentsBefore(target: SpoolPosition): number[] {
    return listSegments(folder).filter((segment) => segment < target.segment);
  }

  function moveTo(target: SpoolPosition): void {
    for (const segment of segmentsBefore(target)) {
      rmSync(segmentPath(folder, segment), { force: true });
    }
    position = target;
  }

  return {
    bytesBefore: (target) => segmentsBefore(target).reduce((sum, segment) => sum + segmentBytes(folder, segment), 0),
    available: () => waiting().reduce((sum, segment) => sum + Math.max(0, endOf(segment) - (segment === position.segment ? position.offset : 0)), 0),
    read,
    moveTo,
  };
}

function readInto(buffer: Buffer, path: string, offset: number, length: number): number {
  const file = openSync(path, "r");
  try {
    return readSync(file, buffer, 0, length, offset);
  } finally {
    closeSync(file);
  }
}
