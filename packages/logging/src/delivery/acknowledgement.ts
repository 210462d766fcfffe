import { closeSync, existsSync, fstatSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Shipped } from "./delivery-counts.ts";

/** How far a spool has been dealt with, and the figures that hold there. */
export interface Acknowledgement {
  readonly segment: number;
  readonly offset: number;
  /** Newest time that a line was given, in nanoseconds; a bigint as text. */
  readonly nanoseconds: string;
  readonly counts: Readonly<Partial<Shipped>>;
  /** How far the folder of an ended process is dealt with, whose lines are among the figures. */
  readonly left?: Progress & { readonly name: string };
}

/** How far a folder is dealt with. */
export type Progress = Pick<Acknowledgement, "segment" | "offset" | "nanoseconds">;

export interface AcknowledgementFile {
  /** What was written last, if it can be read. */
  read(): Acknowledgement | undefined;
  write(acknowledgement: Acknowledgement): void;
  close(): void;
}

const SLOT_BYTES = 4096;

/**
 * Two slots that are written in turn, each with its number and a checksum: a write that is torn leaves the one before it. It needs no new space on
 * the disk, so that a full one does not stop the delivery that would empty it.
 */
export function openAcknowledgement(folder: string): AcknowledgementFile {
  const file = openFile(join(folder, "acknowledged"));
  const slots = [0, 1].map((slot) => readSlot(file, slot));
  const newest = slots.reduce((best, slot) => (slot !== undefined && slot.turn > (best?.turn ?? -1) ? slot : best), undefined);
  let turn = newest?.turn ?? 0;
  return {
    read: () => newest?.acknowledgement,
    write(acknowledgement) {
      turn += 1;
      const text = JSON.stringify({ turn, acknowledgement });
      const record = `${crc32(text).toString(16).padStart(8, "0")} ${text}`;
      writeSync(file, record.padEnd(SLOT_BYTES - 1, " ").concat("\n"), (turn % 2) * SLOT_BYTES);
    },
    close: () => closeSync(file),
  };
}

/** The space that it will need is taken at once. */
function openFile(path: string): number {
  const isThere = existsSync(path);
  const file = openSync(path, isThere ? "r+" : "w+", 0o600);
  try {
    const { size } = fstatSync(file);
    writeSync(file, " ".repeat(Math.max(0, 2 * SLOT_BYTES - size)), size);
  } catch (error) {
    // What is in a file is worth reading, and sending makes room for the rest of it.
    if (!isThere) {
      closeSync(file);
      rmSync(path);
      throw error;
    }
  }
  return file;
}

function readSlot(file: number, slot: number): { readonly turn: number; readonly acknowledgement: Acknowledgement } | undefined {
  const bytes = Buffer.alloc(SLOT_BYTES);
  const text = bytes.toString("utf8", 0, readSync(file, bytes, 0, SLOT_BYTES, slot * SLOT_BYTES)).trimEnd();
  try {
    return Number.parseInt(text.slice(0, 8), 16) === crc32(text.slice(9)) ? JSON.parse(text.slice(9)) : undefined;
  } catch {
    return undefined;
  }
}
