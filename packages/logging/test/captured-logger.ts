import type { Logger } from "pino";
import { type CreateLoggerOptions, createLogger } from "../src/index.ts";

export interface CapturedLogger {
  readonly logger: Logger;
  /** What was written since the last call, line by line. */
  lines(): string[];
  /** The only line since the last call, parsed. */
  line(): Record<string, unknown>;
}

/** A logger whose lines stay in memory. */
export function captureLogger(options: Partial<CreateLoggerOptions> = {}): CapturedLogger {
  let written = "";
  const logger = createLogger({
    service: { name: "payment", version: "1.2.0" },
    level: "trace",
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6),
    output: {
      append(bytes, start, end) {
        written += bytes.toString("utf8", start, end);
      },
    },
    ...options,
  });
  function lines(): string[] {
    const all = written.split("\n").slice(0, -1);
    written = "";
    return all;
  }
  return {
    logger,
    lines,
    line() {
      const [only = "", ...more] = lines();
      if (more.length > 0) {
        throw new Error(`${more.length + 1} lines instead of one`);
      }
      return JSON.parse(only) as Record<string, unknown>;
    },
  };
}
