/** Why a line did not reach Loki. All of them were written to stdout. */
export const DROP_REASONS = [
  "spool_full",
  "disk_full",
  "spool_failed",
  "backlog",
  "too_large",
  "too_old",
  "too_far_behind",
  "rejected",
  "torn",
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

export const PUSH_OUTCOMES = ["ok", "rejected", "too_large", "limited", "server_error", "refused", "timeout", "network"] as const;
export type PushOutcome = (typeof PUSH_OUTCOMES)[number];

const SLOTS = [
  "produced",
  "spooled",
  "buffered",
  "recovered",
  "settled",
  "delivered",
  "writtenSegment",
  "writtenOffset",
  "writtenBytes",
  "freedBytes",
  "foreignBytes",
  "oldestMilliseconds",
  "waitingMilliseconds",
  "restarts",
  "hurried",
] as const;

const NAMES = [
  ...SLOTS,
  ...DROP_REASONS.map((reason) => `spooling:${reason}` as const),
  ...DROP_REASONS.map((reason) => `shipping:${reason}` as const),
  ...PUSH_OUTCOMES.map((outcome) => `push:${outcome}` as const),
];
type Name = (typeof NAMES)[number];

const INDEX = Object.fromEntries(NAMES.map((name, index) => [name, index])) as Record<Name, number>;

/** Figures that the two sides of a delivery share. Each has one writer: the logging thread or the one that ships. */
export interface SharedCounts {
  readonly memory: SharedArrayBuffer;
  get(name: Name): number;
  set(name: Name, value: number): void;
  add(name: Name, value: number): void;
}

/** Figures of lines; `produced + recovered` equals `delivered` + all of `dropped` + `pending` at any time. */
export interface DeliveryCounts {
  /** Lines written by this process. */
  readonly produced: number;
  /** Lines that an ended process had left in the spool and that were read so far. */
  readonly recovered: number;
  readonly delivered: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
  /** Lines in memory and in the spool. */
  readonly pending: number;
  readonly spoolBytes: number;
  /** Age of the oldest line that waits, 0 if none does. */
  readonly oldestSeconds: number;
  readonly pushes: Readonly<Record<PushOutcome, number>>;
  /** Times that what ships lines has ended by itself and was started anew. */
  readonly restarts: number;
}

export function shareCounts(memory = new SharedArrayBuffer(NAMES.length * Float64Array.BYTES_PER_ELEMENT)): SharedCounts {
  const values = new Float64Array(memory);
  return {
    memory,
    get: (name) => values[INDEX[name]] ?? 0,
    set(name, value) {
      values[INDEX[name]] = value;
    },
    add(name, value) {
      values[INDEX[name]] = (values[INDEX[name]] ?? 0) + value;
    },
  };
}

export function readCounts({ get }: SharedCounts, now: number): DeliveryCounts {
  const pending = get("buffered") + get("spooled") + get("recovered") - get("settled");
  const oldest = get("oldestMilliseconds") || get("waitingMilliseconds");
  return {
    produced: get("produced"),
    recovered: get("recovered"),
    delivered: get("delivered"),
    dropped: recordOf(DROP_REASONS, (reason) => get(`spooling:${reason}`) + get(`shipping:${reason}`)),
    pending,
    spoolBytes: get("writtenBytes") - get("freedBytes") + get("foreignBytes"),
    oldestSeconds: pending > 0 && oldest > 0 ? Math.max(0, (now - oldest) / 1000) : 0,
    pushes: recordOf(PUSH_OUTCOMES, (outcome) => get(`push:${outcome}`)),
    restarts: get("restarts"),
  };
}

function recordOf<K extends string>(keys: readonly K[], value: (key: K) => number): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<K, number>;
}
