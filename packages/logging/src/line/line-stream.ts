import { createLineRedaction } from "../redaction/redact-line.ts";
import type { TextOptions } from "../redaction/redact-text.ts";
import type { Suspicion } from "../redaction/suspicion.ts";

/** Takes finished lines, each with its line feed, as UTF-8. The bytes are only valid during the call. */
export interface LineOutput {
  append(bytes: Buffer, start: number, end: number): void;
}

/** Where pino writes to. */
export interface LineStream {
  write(line: string): void;
  /** A line that holds nothing to be hidden. */
  writeClean(line: string): void;
}

export interface LineStreamOptions {
  readonly outputs: readonly LineOutput[];
  readonly redact: TextOptions;
  /** Made of the same options. */
  readonly isSuspicious: Suspicion;
  /** Characters and bytes at the line's begin that the logger wrote itself. */
  readonly trusted: (line: string) => number;
}

const SCRATCH_BYTES = 256 * 1024;

/** Every character takes at most as many bytes in UTF-8. */
const BYTES_PER_CHARACTER = 3;

/** Encodes each line once, redacts it where it must be, and hands the bytes to all outputs. */
export function createLineStream({ outputs, redact, isSuspicious, trusted }: LineStreamOptions): LineStream {
  const redactLine = createLineRedaction(redact);
  const scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);

  function emit(line: string, from: number): void {
    const fits = line.length * BYTES_PER_CHARACTER <= SCRATCH_BYTES;
    const bytes = fits ? scratch : Buffer.from(line);
    const length = fits ? scratch.write(line, 0) : bytes.length;
    if (from >= 0 && isSuspicious(bytes, from, length)) {
      emit(redacted(line, from), -1);
      return;
    }
    for (const output of outputs) {
      output.append(bytes, 0, length);
    }
  }

  function redacted(line: string, from: number): string {
    try {
      return redactLine(line, from);
    } catch (fault) {
      // A line that cannot be read cannot be cleared either: only what the logger wrote itself is shown.
      return `${line.slice(0, from)},"log_failure":${JSON.stringify(String(fault))}}\n`;
    }
  }

  return { write: (line) => emit(line, trusted(line)), writeClean: (line) => emit(line, -1) };
}
