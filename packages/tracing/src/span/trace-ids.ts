import { randomFillSync } from "node:crypto";

const POOL_BYTES = 2048;

/** Makes ids of traces and spans from the operating system's random numbers, in lower case hex. */
export interface TraceIds {
  /** 32 digits. */
  trace(): string;
  /** 16 digits. */
  span(): string;
}

export function createTraceIds(): TraceIds {
  const bytes = Buffer.allocUnsafeSlow(POOL_BYTES);
  let pool = "";
  let at = 0;
  const take = (digits: number): string => {
    if (at + digits > pool.length) {
      pool = randomFillSync(bytes).toString("hex");
      at = 0;
    }
    at += digits;
    return pool.slice(at - digits, at);
  };
  return { trace: () => take(32), span: () => take(16) };
}
