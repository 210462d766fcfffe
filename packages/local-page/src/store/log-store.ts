import { createTextRing, type KeptText, type RingFigures } from "./text-ring.ts";

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
  /** Labels of the streams, those with the newest line first. */
  streams(): Iterable<Labels>;
  /** Calls with every batch of new lines, until the function it returns is called. */
  follow(listener: (lines: readonly LogLine[]) => void): () => void;
  figures(): RingFigures;
}

/** A line whose text lies in the ring. */
interface KeptLine {
  readonly time: string;
  readonly labels: Labels;
  readonly text: KeptText;
}

/** Of a line on the heap; its labels are those of its stream. */
const LINE_BYTES = 160;
/** So many streams share their labels between pushes. */
const MOST_STREAMS = 10_000;

export function createLogStore({ maxBytes }: { readonly maxBytes: number }): LogStore {
  const ring = createTextRing<KeptLine>({ maxBytes, itemBytes: LINE_BYTES });
  const listeners = new Set<(lines: readonly LogLine[]) => void>();
  const streams = new Map<string, Labels>();
  const sharedLabels = (labels: Labels): Labels => {
    const key = JSON.stringify(labels);
    const known = streams.get(key);
    if (known === undefined) {
      streams.size >= MOST_STREAMS && streams.clear();
      streams.set(key, labels);
    }
    return known ?? labels;
  };
  return {
    add(lines) {
      let [given, labels]: (Labels | undefined)[] = [];
      for (const line of lines) {
        if (line.labels !== given || labels === undefined) {
          [given, labels] = [line.labels, sharedLabels(line.labels)];
        }
        const shared = labels;
        ring.add(JSON.stringify([line.line, line.metadata]), (text) => ({ time: line.time, labels: shared, text }));
      }
      for (const listener of listeners) {
        listener(lines);
      }
    },
    *newestFirst() {
      for (const kept of ring.newestFirst()) {
        yield readLine(kept);
      }
    },
    streams() {
      const found = new Set<Labels>();
      for (const { labels } of ring.newestFirst()) {
        found.add(labels);
      }
      return found;
    },
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    figures: () => ring.figures(),
  };
}

function readLine({ time, labels, text }: KeptLine): LogLine {
  const [line, metadata] = JSON.parse(text.read()) as readonly [string, Labels];
  return { time, labels, line, metadata };
}
