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

/** Labels that many lines share; gone with the last of these. */
interface Stream {
  readonly key: string;
  readonly labels: Labels;
  lines: number;
}

/** A line whose text lies in the ring. */
interface KeptLine {
  readonly time: string;
  readonly stream: Stream;
  readonly text: KeptText;
}

/** Of a line on the heap; its labels are those of its stream. */
const LINE_BYTES = 160;
/** Part of the room that the labels of all streams may take besides it. */
const LABELS_SHARE = 0.25;

export function createLogStore({ maxBytes }: { readonly maxBytes: number }): LogStore {
  const listeners = new Set<(lines: readonly LogLine[]) => void>();
  const streams = new Map<string, Stream>();
  let labelBytes = 0;
  const release = (stream: Stream): void => {
    stream.lines -= 1;
    if (stream.lines === 0) {
      streams.delete(stream.key);
      labelBytes -= bytesOf(stream.key);
    }
  };
  const ring = createTextRing<KeptLine>({ maxBytes, itemBytes: LINE_BYTES, dropped: ({ stream }) => release(stream) });
  /** The stream of a line that is about to come, which is the newest then. */
  const take = (labels: Labels): Stream => {
    const key = JSON.stringify(labels);
    const stream = streams.get(key) ?? { key, labels, lines: 0 };
    stream.lines += 1;
    labelBytes += streams.delete(key) ? 0 : bytesOf(key);
    streams.set(key, stream);
    while (labelBytes > maxBytes * LABELS_SHARE && ring.dropOldest()) {
      // Each line that goes may take its stream with it.
    }
    return stream;
  };
  const add = ({ time, line, metadata }: LogLine, stream: Stream): void => {
    ring.add(JSON.stringify([line, metadata]), (text) => ({ time, stream, text })) || release(stream);
  };
  return {
    add(lines) {
      let [given, stream]: [Labels?, Stream?] = [];
      for (const line of lines) {
        if (stream !== undefined && stream.lines > 0 && line.labels === given) {
          stream.lines += 1;
        } else {
          [given, stream] = [line.labels, take(line.labels)];
        }
        add(line, stream);
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
    streams: () => [...streams.values()].reverse().map(({ labels }) => labels),
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    figures: () => ring.figures(),
  };
}

/** Of a stream on the heap, about: its key and its labels, two bytes a character at most. */
function bytesOf(key: string): number {
  return 4 * key.length;
}

function readLine({ time, stream: { labels }, text }: KeptLine): LogLine {
  const [line, metadata] = JSON.parse(text.read()) as readonly [string, Labels];
  return { time, labels, line, metadata };
}
