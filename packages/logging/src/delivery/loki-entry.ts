import { ByteWriter } from "./byte-writer.ts";
import { isAt, readHead, SERVICE_FIELDS, SPAN_FIELDS, SPAN_ID_LENGTH, TIME_LENGTH, TRACE_ID_LENGTH } from "./own-line.ts";
import { createRisingTimes } from "./rising-times.ts";

/** A line as it goes to Loki: `["<nanoseconds>","<line>",{<metadata>}]` from `start` to `end` of `bytes`, with a comma behind it. */
export interface LokiEntry {
  /** Labels of its stream as JSON, which is their identity. */
  readonly stream: string;
  /** When the line was written. */
  readonly milliseconds: number;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

export interface EntryOptions {
  /** Fields that become labels: few values, since each set of them is a stream. */
  readonly labels: readonly string[];
  /** Fields that become structured metadata, where many values cost nothing. */
  readonly metadata: readonly string[];
}

export interface EntryMaker {
  /**
   * @param line - bytes, of which the line is those from `start` to `end`
   * @param whole - false for a line that may have been cut
   * @returns the entry, or undefined for what is no line of JSON
   */
  make(line: Buffer, start: number, end: number, whole: boolean): LokiEntry | undefined;
  /** Ends a batch: the bytes of its entries are used for other ones. */
  clear(): void;
  /** The newest time that was given. */
  readonly nanoseconds: string;
}

/** Values of one label that are told apart; later ones are `_other`, so that a label cannot make streams without end. */
const MAX_VALUES = 100;

const FIRST_SIZE = 64 * 1024;

/** Streams that are kept at hand. */
const MOST_STREAMS = 1000;

type Fields = Readonly<Record<string, unknown>>;

/** Makes entries whose times rise by at least a nanosecond: Loki takes two equal lines of one time for one. */
export function createEntryMaker({ labels, metadata }: EntryOptions, since: bigint): EntryMaker {
  const times = createRisingTimes(since);
  const names = labels.map((field) => [field, nameOf(field)] as const);
  const metadataNames = metadata.map((field) => [field, nameOf(field)] as const);
  const known = new Map(labels.map((field) => [field, new Set<string>()]));
  /** Whether the head of a line tells all that is asked. */
  const headIsEnough = labels.every((field) => SERVICE_FIELDS.has(field)) && metadata.every((field) => SPAN_FIELDS.has(field));
  const streams = new Map<string, string>();
  let lastTime = "-";
  let lastMilliseconds = Number.NaN;
  const writer = new ByteWriter(FIRST_SIZE);

  function bounded(field: string, value: string): string {
    const values = known.get(field);
    if (values === undefined || values.has(value)) {
      return value;
    }
    if (values.size >= MAX_VALUES) {
      return "_other";
    }
    values.add(value);
    return value;
  }

  function pick(fields: Fields, pairs: typeof names, shown: (field: string, value: string) => string): string {
    const picked = pairs.flatMap(([field, name]) => {
      const value = fields[field];
      return value === undefined || value === null || typeof value === "object" ? [] : [[name, shown(field, String(value))]];
    });
    return JSON.stringify(Object.fromEntries(picked));
  }

  const streamOf = (fields: Fields): string => pick(fields, names, bounded);

  /** Lines of one process and level are of one stream. Undefined if what stands before the rest of the line is no JSON. */
  function knownStream(head: string): string | undefined {
    let stream = streams.get(head);
    if (stream === undefined) {
      const fields = parse(Buffer.from(`${head}}`, "latin1").toString());
      if (fields === undefined) {
        return undefined;
      }
      stream = streamOf(fields);
      if (streams.size >= MOST_STREAMS) {
        streams.clear();
      }
      streams.set(head, stream);
    }
    return stream;
  }

  function millisecondsAt(line: Buffer, at: number): number {
    if (!isAt(line, at, lastTime)) {
      lastTime = line.toString("latin1", at, at + TIME_LENGTH);
      lastMilliseconds = Date.parse(lastTime);
    }
    return lastMilliseconds;
  }

  /** Writes a value up to its metadata. */
  function beginValue(line: Buffer, start: number, end: number, milliseconds: number): void {
    writer.ascii('["');
    writer.ascii(times.after(milliseconds));
    writer.ascii('",');
    writer.string(line, start, end);
    writer.ascii(",");
  }

  function endValue(stream: string, milliseconds: number, start: number): LokiEntry {
    writer.ascii("],");
    return { stream, milliseconds, bytes: writer.bytes, start, end: writer.at - 1 };
  }

  function makeByHead(line: Buffer, start: number, end: number): LokiEntry | undefined {
    const head = readHead(line, start, end);
    const milliseconds = head === undefined ? Number.NaN : millisecondsAt(line, head.time);
    if (head === undefined || !Number.isFinite(milliseconds)) {
      return undefined;
    }
    const { levelEnd, service, serviceEnd, trace, span } = head;
    const stream = knownStream(`${line.toString("latin1", start, levelEnd + 1)}${line.toString("latin1", service, serviceEnd)}`);
    if (stream === undefined) {
      return undefined;
    }
    const begin = writer.at;
    beginValue(line, start, end, milliseconds);
    let before = "{";
    for (const [field, name] of trace === 0 ? [] : metadataNames) {
      const at = field === "trace_id" ? trace : span;
      writer.ascii(before);
      writer.ascii(`"${name}":"`);
      writer.copy(line, at, at + (field === "trace_id" ? TRACE_ID_LENGTH : SPAN_ID_LENGTH));
      before = '",';
    }
    writer.ascii(before === "{" ? "{}" : '"}');
    return endValue(stream, milliseconds, begin);
  }

  function makeByFields(line: Buffer, start: number, end: number): LokiEntry | undefined {
    const fields = parse(line.toString("utf8", start, end));
    const milliseconds = typeof fields?.time === "string" ? Date.parse(fields.time) : Number.NaN;
    if (fields === undefined || !Number.isFinite(milliseconds)) {
      return undefined;
    }
    const begin = writer.at;
    beginValue(line, start, end, milliseconds);
    writer.text(pick(fields, metadataNames, (_, value) => value));
    return endValue(streamOf(fields), milliseconds, begin);
  }

  return {
    make: (line, start, end, whole) => (headIsEnough && whole ? makeByHead(line, start, end) : undefined) ?? makeByFields(line, start, end),
    clear() {
      writer.at = 0;
    },
    get nanoseconds() {
      return times.last();
    },
  };
}

function parse(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/** Loki's names are those of Prometheus: `service.name` is `service_name`. */
function nameOf(field: string): string {
  return field.replace(/[^a-zA-Z0-9_]/g, "_").replace(/^(?=\d)/, "_");
}

/** The time that an entry was given, in nanoseconds. */
export function timeOf({ bytes, start, end }: LokiEntry): bigint {
  const [nanoseconds] = JSON.parse(bytes.toString("utf8", start, end)) as [string];
  return BigInt(nanoseconds);
}
