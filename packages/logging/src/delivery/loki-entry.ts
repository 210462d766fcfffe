import { readHead, SERVICE_FIELDS, SPAN_FIELDS } from "./own-line.ts";
import { createRisingTimes } from "./rising-times.ts";

/** A line as it goes to Loki. */
export interface LokiEntry {
  /** Labels of its stream as JSON, which is their identity. */
  readonly stream: string;
  /** Unique and rising, in nanoseconds since 1970; digits, since no number holds as many. */
  readonly nanoseconds: string;
  readonly line: string;
  /** As JSON. */
  readonly metadata: string;
}

export interface EntryOptions {
  /** Fields that become labels: few values, since each set of them is a stream. */
  readonly labels: readonly string[];
  /** Fields that become structured metadata, where many values cost nothing. */
  readonly metadata: readonly string[];
}

export interface MadeEntry {
  readonly entry: LokiEntry;
  /** When the line was written. */
  readonly milliseconds: number;
}

export interface EntryMaker {
  /**
   * @param whole - false for a line that may have been cut
   * @returns the entry, or undefined for what is no line of JSON
   */
  make(line: string, whole: boolean): MadeEntry | undefined;
  /** The newest time that was given. */
  readonly nanoseconds: string;
}

/** Values of one label that are told apart; later ones are `_other`, so that a label cannot make streams without end. */
const MAX_VALUES = 100;

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
  let lastTime = "";
  let lastMilliseconds = Number.NaN;

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
  function knownStream(level: string, service: string): string | undefined {
    const key = level + service;
    let stream = streams.get(key);
    if (stream === undefined) {
      const fields = parse(`{"level":"${level}"${service}}`);
      if (fields === undefined) {
        return undefined;
      }
      stream = streamOf(fields);
      if (streams.size >= MOST_STREAMS) {
        streams.clear();
      }
      // A copy: the text of the key is a part of the line, which is a part of all that was read with it.
      streams.set(Buffer.from(key).toString(), stream);
    }
    return stream;
  }

  function millisecondsOf(time: string): number {
    if (time !== lastTime) {
      lastTime = time;
      lastMilliseconds = Date.parse(time);
    }
    return lastMilliseconds;
  }

  function makeByHead(line: string): MadeEntry | undefined {
    const head = readHead(line);
    const milliseconds = head === undefined ? Number.NaN : millisecondsOf(head.time);
    if (head === undefined || !Number.isFinite(milliseconds)) {
      return undefined;
    }
    const stream = knownStream(head.level, head.service);
    if (stream === undefined) {
      return undefined;
    }
    let ids = "";
    for (const [field, name] of head.traceId === "" ? [] : metadataNames) {
      ids += `${ids === "" ? "" : ","}"${name}":"${field === "trace_id" ? head.traceId : head.spanId}"`;
    }
    return { entry: { stream, nanoseconds: times.after(milliseconds), line, metadata: `{${ids}}` }, milliseconds };
  }

  function makeByFields(line: string): MadeEntry | undefined {
    const fields = parse(line);
    const milliseconds = Date.parse(String(fields?.time));
    if (fields === undefined || !Number.isFinite(milliseconds)) {
      return undefined;
    }
    const entry = {
      stream: streamOf(fields),
      nanoseconds: times.after(milliseconds),
      line,
      metadata: pick(fields, metadataNames, (_, value) => value),
    };
    return { entry, milliseconds };
  }

  return {
    make: (line, whole) => (headIsEnough && whole ? makeByHead(line) : undefined) ?? makeByFields(line),
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

/**
 * The body of a push.
 *
 * @see https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs
 */
export function pushBody(entries: readonly LokiEntry[]): string {
  const valuesOf = new Map<string, string>();
  for (const { stream, nanoseconds, line, metadata } of entries) {
    const before = valuesOf.get(stream);
    valuesOf.set(stream, `${before === undefined ? "" : `${before},`}["${nanoseconds}",${JSON.stringify(line)},${metadata}]`);
  }
  return `{"streams":[${[...valuesOf].map(([stream, values]) => `{"stream":${stream},"values":[${values}]}`).join(",")}]}`;
}
