/** A line as it goes to Loki. */
export interface LokiEntry {
  /** Labels of its stream as JSON, which is their identity. */
  readonly stream: string;
  /** Unique and rising, in nanoseconds since 1970. */
  readonly nanoseconds: bigint;
  readonly line: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface EntryOptions {
  /** Fields that become labels: few values, since each set of them is a stream. */
  readonly labels: readonly string[];
  /** Fields that become structured metadata, where many values cost nothing. */
  readonly metadata: readonly string[];
}

export interface EntryMaker {
  /** @returns the entry, or undefined for what is no line of JSON */
  make(line: string): { readonly entry: LokiEntry; readonly milliseconds: number } | undefined;
  /** The newest time that was given. */
  readonly nanoseconds: bigint;
}

/** Values of one label that are told apart; later ones are `_other`, so that a label cannot make streams without end. */
const MAX_VALUES = 100;

/** A clock that is set back by more is followed; within, times go on rising. */
const MAX_STEP_BACK = 10_000_000_000n;

const NANOSECONDS = 1_000_000n;

/** Added to all times at each such step, so that an hour which comes twice gives no time twice. */
const SHIFT = 1_000n;

/** Makes entries whose times rise by at least a nanosecond: Loki takes two equal lines of one time for one. */
export function createEntryMaker({ labels, metadata }: EntryOptions, since: bigint): EntryMaker {
  let last = since;
  let shift = 0n;
  const names = labels.map((field) => [field, nameOf(field)] as const);
  const metadataNames = metadata.map((field) => [field, nameOf(field)] as const);
  const known = new Map(labels.map((field) => [field, new Set<string>()]));

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

  function timeAfter(milliseconds: number): bigint {
    const time = BigInt(milliseconds) * NANOSECONDS;
    if (last - time > MAX_STEP_BACK) {
      shift = (shift + SHIFT) % NANOSECONDS;
      last = time + shift;
    } else {
      last = time + shift > last ? time + shift : last + 1n;
    }
    return last;
  }

  return {
    make(line) {
      const fields = parse(line);
      const milliseconds = Date.parse(String(fields?.time));
      if (fields === undefined || !Number.isFinite(milliseconds)) {
        return undefined;
      }
      const pick = (pairs: typeof names, shown: (field: string, value: string) => string) =>
        Object.fromEntries(
          pairs.flatMap(([field, name]) => {
            const value = fields[field];
            return value === undefined || value === null || typeof value === "object" ? [] : [[name, shown(field, String(value))]];
          }),
        );
      const entry = {
        stream: JSON.stringify(pick(names, bounded)),
        nanoseconds: timeAfter(milliseconds),
        line,
        metadata: pick(metadataNames, (_, value) => value),
      };
      return { entry, milliseconds };
    },
    get nanoseconds() {
      return last;
    },
  };
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
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
  const streams = [...Map.groupBy(entries, ({ stream }) => stream)].map(([stream, members]) => {
    const values = members.map(({ nanoseconds, line, metadata }) => `["${nanoseconds}",${JSON.stringify(line)},${JSON.stringify(metadata)}]`);
    return `{"stream":${stream},"values":[${values.join(",")}]}`;
  });
  return `{"streams":[${streams.join(",")}]}`;
}
