/** Where in a line the parts of its head are that a logger of this package has written. */
export interface LineHead {
  readonly levelEnd: number;
  /** 24 characters of it. */
  readonly time: number;
  /** 32 digits of it, and 16 of `span`; 0 for a line without a span. */
  readonly trace: number;
  readonly span: number;
  /** The fields behind them that tell of the service: the same in all lines of a process. */
  readonly service: number;
  readonly serviceEnd: number;
}

const LEVEL = '{"level":"';
const TIME = '","time":"';
export const TIME_LENGTH = 24;
const TRACE_ID = '","trace_id":"';
export const TRACE_ID_LENGTH = 32;
const SPAN_ID = '","span_id":"';
export const SPAN_ID_LENGTH = 16;
const FLAGS = '","trace_flags":"';
const FLAGS_LENGTH = 2;

/** The last of the fields that tell of the service. */
const PROCESS = ',"process.pid":';

/** Fields that {@link readHead} tells, apart from those of the span. */
export const SERVICE_FIELDS: ReadonlySet<string> = new Set([
  "level",
  "service.name",
  "service.namespace",
  "service.version",
  "deployment.environment.name",
  "host.name",
]);
export const SPAN_FIELDS: ReadonlySet<string> = new Set(["trace_id", "span_id"]);

/** Reads the head without the rest, which is most of a line. Undefined for a line that has another one, or no end. */
export function readHead(bytes: Uint8Array, start: number, end: number): LineHead | undefined {
  if (!isAt(bytes, start, LEVEL) || bytes[end - 1] !== CLOSING) {
    return undefined;
  }
  const levelEnd = find(bytes, start + LEVEL.length, end, '"');
  const time = levelEnd + TIME.length;
  const timeEnd = time + TIME_LENGTH;
  if (!isAt(bytes, levelEnd, TIME) || bytes[timeEnd] !== QUOTE) {
    return undefined;
  }
  let trace = 0;
  let span = 0;
  let service = timeEnd + 1;
  if (isAt(bytes, timeEnd, TRACE_ID)) {
    trace = timeEnd + TRACE_ID.length;
    span = trace + TRACE_ID_LENGTH + SPAN_ID.length;
    const flags = span + SPAN_ID_LENGTH;
    const isOwn = isAt(bytes, trace + TRACE_ID_LENGTH, SPAN_ID) && isAt(bytes, flags, FLAGS);
    if (!isOwn || !isHex(bytes, trace, trace + TRACE_ID_LENGTH) || !isHex(bytes, span, flags)) {
      return undefined;
    }
    service = flags + FLAGS.length + FLAGS_LENGTH + 1;
  }
  const serviceEnd = find(bytes, service, end, PROCESS);
  return serviceEnd >= end ? undefined : { levelEnd, time, trace, span, service, serviceEnd };
}

/** Where a text begins; `end` if it does not stand before it. */
function find(bytes: Uint8Array, start: number, end: number, text: string): number {
  const first = text.charCodeAt(0);
  let at = start;
  while (at < end && (bytes[at] !== first || !isAt(bytes, at, text))) {
    at++;
  }
  return at;
}

/** Whether a text of Latin-1 stands at a place. */
export function isAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (bytes[at + index] !== text.charCodeAt(index)) {
      return false;
    }
  }
  return true;
}

/** The ids go into the body of a push as they are: nothing else may stand there. */
function isHex(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if ((byte < ZERO || byte > NINE) && (byte < LOWER_A || byte > LOWER_F)) {
      return false;
    }
  }
  return true;
}

const ZERO = 0x30;
const NINE = 0x39;
const LOWER_A = 0x61;
const LOWER_F = 0x66;
const QUOTE = 0x22;
const CLOSING = 0x7d;
