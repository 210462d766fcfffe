/** What a line begins with that a logger of this package has written. */
export interface LineHead {
  readonly level: string;
  readonly time: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Text of the fields behind them that tell of the service: the same in all lines of a process. */
  readonly service: string;
}

const LEVEL = '{"level":"';
const TIME = ',"time":"';
const TIME_LENGTH = 24;
const TRACE_ID = ',"trace_id":"';
const TRACE_ID_LENGTH = 32;
const SPAN_ID = '","span_id":"';
const SPAN_ID_LENGTH = 16;
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
export function readHead(line: string): LineHead | undefined {
  if (!line.startsWith(LEVEL) || line.charCodeAt(line.length - 1) !== CLOSING) {
    return undefined;
  }
  const levelEnd = line.indexOf('"', LEVEL.length);
  const time = levelEnd + 1 + TIME.length;
  let at = time + TIME_LENGTH + 1;
  if (!line.startsWith(TIME, levelEnd + 1) || line.charCodeAt(at - 1) !== QUOTE) {
    return undefined;
  }
  let traceId = "";
  let spanId = "";
  if (line.startsWith(TRACE_ID, at)) {
    const trace = at + TRACE_ID.length;
    const span = trace + TRACE_ID_LENGTH + SPAN_ID.length;
    const flags = span + SPAN_ID_LENGTH;
    const isOwn = line.startsWith(SPAN_ID, trace + TRACE_ID_LENGTH) && line.startsWith(FLAGS, flags);
    if (!isOwn || !isHex(line, trace, trace + TRACE_ID_LENGTH) || !isHex(line, span, flags)) {
      return undefined;
    }
    traceId = line.slice(trace, trace + TRACE_ID_LENGTH);
    spanId = line.slice(span, flags);
    at = flags + FLAGS.length + FLAGS_LENGTH + 1;
  }
  const end = line.indexOf(PROCESS, at);
  if (end === -1) {
    return undefined;
  }
  return { level: line.slice(LEVEL.length, levelEnd), time: line.slice(time, time + TIME_LENGTH), traceId, spanId, service: line.slice(at, end) };
}

/** The ids go into the body of a push as they are: nothing else may stand there. */
function isHex(line: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = line.charCodeAt(at);
    if ((code < ZERO || code > NINE) && (code < LOWER_A || code > LOWER_F)) {
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
