import { symbols } from "pino";
import type { Suspicion } from "../redaction/suspicion.ts";
import { type LineSpan, spanFields } from "./trace-fields.ts";

/** Writes a line: with the ids of a span, and with `fields`, as JSON with a comma before each of them. */
export type WriteLine = (span: LineSpan | undefined, fields: string) => void;

/** Lines of which most is the same each time: they are put together from text instead of from objects, and hold what the logger would write. */
export interface PreparedLines {
  /** JSON of a text from outside. Undefined if it has to be looked at closely: the line is then one for the logger. */
  plain(text: string): string | undefined;
  /**
   * A line with the fields and the message that all of its kind have.
   *
   * @param names - of the fields that are written with it each time
   * @returns undefined if these hold something that would be hidden, or name something whose value would be
   */
  prepare(level: "info" | "error", fields: object, message: string, names: readonly string[]): WriteLine | undefined;
  /** False while the logger does not write lines as they were prepared: it has another level, or got more context. */
  writes(level: "info" | "error"): boolean;
}

export interface PreparedLinesOptions {
  readonly isSuspicious: Suspicion;
  /** `,"time":"…"` of now. */
  readonly time: () => string;
  /** Takes a line that needs no redaction. */
  readonly write: (line: string) => void;
}

/** What pino keeps of a logger. */
interface Kept {
  readonly [symbols.chindingsSym]: string;
  isLevelEnabled(level: string): boolean;
}

const LINES = Symbol("platform.logging.lines");

const MOST_PLAIN = 2048;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BLANK = 0x20;
const DELETE = 0x7f;

/** Makes the prepared lines of a logger, which {@link preparedLines} finds. */
export function addPreparedLines(logger: object, { isSuspicious, time, write }: PreparedLinesOptions): void {
  const kept = logger as Kept;
  const context = kept[symbols.chindingsSym];
  const scratch = new Uint8Array(MOST_PLAIN + 2).fill(QUOTE);

  const lines: PreparedLines = {
    plain(text) {
      const { length } = text;
      if (length > MOST_PLAIN) {
        return undefined;
      }
      for (let at = 0; at < length; at++) {
        const code = text.charCodeAt(at);
        if (code < BLANK || code >= DELETE || code === QUOTE || code === BACKSLASH) {
          return undefined;
        }
        scratch[at + 1] = code;
      }
      scratch[length + 1] = QUOTE;
      return isSuspicious(scratch, 0, length + 2) ? undefined : `"${text}"`;
    },
    prepare(level, fields, message, names) {
      const before = `${context},${JSON.stringify(fields).slice(1, -1)}`;
      const after = `,"message":${JSON.stringify(message)}}\n`;
      const named = names.map((name) => `,${JSON.stringify(name)}:`).join("");
      const bytes = Buffer.from(before + named + after);
      if (isSuspicious(bytes, Buffer.byteLength(context), bytes.length)) {
        return undefined;
      }
      const begin = `{"level":"${level}"`;
      return (span, more) => write(begin + time() + (span === undefined ? "" : spanFields(span)) + before + more + after);
    },
    writes: (level) => kept[symbols.chindingsSym] === context && kept.isLevelEnabled(level),
  };
  Object.defineProperty(logger, LINES, { value: lines });
}

/** The prepared lines of a logger that `createLogger` has made; undefined for any other, and for its children. */
export function preparedLines(logger: object): PreparedLines | undefined {
  return Object.hasOwn(logger, LINES) ? (logger as { readonly [LINES]: PreparedLines })[LINES] : undefined;
}
