import { createByteRing, type RingFigures } from "./byte-ring.ts";

export type Labels = Readonly<Record<string, string>>;

/** A line as it is kept. */
export interface LogLine {
  /** Nanoseconds since 1970, as text. */
  readonly time: string;
  /** Of its stream. */
  readonly labels: Labels;
  readonly line: string;
  /** Structured metadata: `trace_id` and what else belongs to this line alone. */
  readonly metadata: Labels;
}

export interface LogStore {
  add(lines: readonly LogLine[]): void;
  newestFirst(): Iterable<LogLine>;
  /** Calls with every batch of new lines, until the function it returns is called. */
  follow(listener: (lines: readonly LogLine[]) => void): () => void;
  figures(): RingFigures;
}

const NOTHING: Labels = {};

export function createLogStore({ maxBytes }: { readonly maxBytes: number }): LogStore {
  const ring = createByteRing<LogLine>({ maxBytes });
  const listeners = new Set<(lines: readonly LogLine[]) => void>();
  return {
    add(lines) {
      for (const line of lines) {
        ring.add(line, lineBytes(line));
      }
      for (const listener of listeners) {
        listener(lines);
      }
    },
    newestFirst: () => ring.newestFirst(),
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    figures: () => ring.figures(),
  };
}

/** Roughly what a line takes in memory; lines of a batch share their labels. */
function lineBytes({ line, metadata }: LogLine): number {
  let bytes = 160 + 2 * line.length;
  if (metadata !== NOTHING) {
    for (const name in metadata) {
      bytes += 32 + name.length + (metadata[name]?.length ?? 0);
    }
  }
  return bytes;
}
