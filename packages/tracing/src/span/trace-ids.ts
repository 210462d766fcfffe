import { randomFillSync } from "node:crypto";

/** Asked for at once, since a question costs more than its answer. */
const POOL_BYTES = 16_384;

/** Made hex at once: an id that is kept, as by an exemplar, keeps the text that it was cut from. */
const PART_BYTES = 1024;

/** Makes ids of traces and spans from the operating system's random numbers, in lower case hex. */
export interface TraceIds {
  /** 32 digits. */
  trace(): string;
  /** 16 digits. */
  span(): string;
}

export function createTraceIds(): TraceIds {
  const bytes = Buffer.allocUnsafeSlow(POOL_BYTES);
  let used = POOL_BYTES;
  let part = "";
  let at = 0;
  const take = (digits: number): string => {
    if (at + digits > part.length) {
      if (used === POOL_BYTES) {
        randomFillSync(bytes);
        used = 0;
      }
      part = bytes.toString("hex", used, used + PART_BYTES);
      used += PART_BYTES;
      at = 0;
    }
    at += digits;
    return part.slice(at - digits, at);
  };
  return { trace: () => take(32), span: () => take(16) };
}
