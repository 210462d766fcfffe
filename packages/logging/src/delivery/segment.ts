import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** A place in a spool: a file of it and a byte in that file. */
export interface SpoolPosition {
  readonly segment: number;
  readonly offset: number;
}

const NAME = /^(\d{10})\.ndjson$/;

/** Lines of JSON, oldest first: `0000000001.ndjson`. */
export function segmentPath(folder: string, segment: number): string {
  return join(folder, `${String(segment).padStart(10, "0")}.ndjson`);
}

/** Numbers of the segments that a folder has, rising. */
export function listSegments(folder: string): number[] {
  return readdirSync(folder)
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

export function segmentBytes(folder: string, segment: number): number {
  return statSync(segmentPath(folder, segment)).size;
}

/** More than a segment has bytes. */
const SEGMENT_SPAN = 2 ** 30;

/** A place as one number, which another thread reads whole. */
export function positionNumber({ segment, offset }: SpoolPosition): number {
  return segment * SEGMENT_SPAN + offset;
}

export function positionOf(number: number): SpoolPosition {
  return { segment: Math.floor(number / SEGMENT_SPAN), offset: number % SEGMENT_SPAN };
}
