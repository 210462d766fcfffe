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

/** Figures of the shipping side that hold only together, and only where an acknowledgement says so: how far is it, and what became of the lines? */
export const SHIPPED = ["settled", "delivered", "recovered", "freedBytes", ...DROP_REASONS.map((reason) => `shipping:${reason}` as const)] as const;
export type Shipped = Record<(typeof SHIPPED)[number], number>;

const NAMES = [
  "produced",
  "spooled",
  "buffered",
  /** Where the spool ends, as `positionNumber`. */
  "written",
  "writtenBytes",
  "foreignBytes",
  "oldestMilliseconds",
  "waitingMilliseconds",
  "restarts",
  "hurried",
  ...DROP_REASONS.map((reason) => `spooling:${reason}` as const),
  ...PUSH_OUTCOMES.map((outcome) => `push:${outcome}` as const),
] as const;
type Name = (typeof NAMES)[number];

const INDEX = recordOf(NAMES, (_, index) => index);
const SHIPPED_INDEX = recordOf(SHIPPED, (_, index) => index);

/** Figures that the two sides of a delivery share. Each has one writer: the logging thread or the one that ships. */
export interface SharedCounts {
  readonly memory: SharedArrayBuffer;
  get(name: Name): number;
  set(name: Name, value: number): void;
  add(name: Name, value: number): void;
  /** What was published last, whole. */
  shipped(): Readonly<Shipped>;
  /** One figure of it. */
  shippedOf(name: keyof Shipped): number;
  publish(shipped: Readonly<Shipped>): void;
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
  /** Age of the oldest line that waits, also of those that ended processes have left; 0 if none does. */
  readonly oldestSeconds: number;
  readonly pushes: Readonly<Record<PushOutcome, number>>;
  /** Times that what ships lines has ended by itself and was started anew. */
  readonly restarts: number;
}

const TURN_AT = NAMES.length + 2 * SHIPPED.length;

/**
 * What the shipping side publishes has two places that are written in turn, as acknowledgements do: a thread that dies in the middle leaves the one
 * before it, and a reader on another thread never sees half of it.
 */
export function shareCounts(memory = new SharedArrayBuffer((TURN_AT + 1) * Float64Array.BYTES_PER_ELEMENT)): SharedCounts {
  const values = new Float64Array(memory);
  const turns = new Int32Array(memory, TURN_AT * Float64Array.BYTES_PER_ELEMENT, 1);
  const placeOf = (turn: number) => NAMES.length + (turn & 1) * SHIPPED.length;
  return {
    memory,
    get: (name) => values[INDEX[name]] ?? 0,
    set(name, value) {
      values[INDEX[name]] = value;
    },
    add(name, value) {
      values[INDEX[name]] = (values[INDEX[name]] ?? 0) + value;
    },
    shipped() {
      for (;;) {
        const turn = Atomics.load(turns, 0);
        const place = placeOf(turn);
        const shipped = recordOf(SHIPPED, (_, index) => values[place + index] ?? 0);
        if (Atomics.load(turns, 0) === turn) {
          return shipped;
        }
      }
    },
    shippedOf: (name) => values[placeOf(Atomics.load(turns, 0)) + SHIPPED_INDEX[name]] ?? 0,
    publish(shipped) {
      const turn = Atomics.load(turns, 0) + 1;
      const place = placeOf(turn);
      for (const [index, name] of SHIPPED.entries()) {
        values[place + index] = shipped[name];
      }
      Atomics.store(turns, 0, turn);
    },
  };
}

export function readCounts({ get, shipped: readShipped }: SharedCounts, now: number): DeliveryCounts {
  const shipped = readShipped();
  const pending = get("buffered") + get("spooled") + shipped.recovered - shipped.settled;
  const oldest = get("oldestMilliseconds") || get("waitingMilliseconds");
  return {
    produced: get("produced"),
    recovered: shipped.recovered,
    delivered: shipped.delivered,
    dropped: recordOf(DROP_REASONS, (reason) => get(`spooling:${reason}`) + shipped[`shipping:${reason}`]),
    pending,
    spoolBytes: get("writtenBytes") - shipped.freedBytes + get("foreignBytes"),
    oldestSeconds: (pending > 0 || get("foreignBytes") > 0) && oldest > 0 ? Math.max(0, (now - oldest) / 1000) : 0,
    pushes: recordOf(PUSH_OUTCOMES, (outcome) => get(`push:${outcome}`)),
    restarts: get("restarts"),
  };
}

function recordOf<K extends string>(keys: readonly K[], value: (key: K, index: number) => number): Record<K, number> {
  return Object.fromEntries(keys.map((key, index) => [key, value(key, index)])) as Record<K, number>;
}
