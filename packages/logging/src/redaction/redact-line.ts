import { LOGGED, RESERVED_FIELDS } from "../line/fields.ts";
import { isCardNumber } from "./card-number.ts";
import { endOfValue, stringEnd } from "./json-text.ts";
import { createTextRedaction, REDACTED, type TextOptions } from "./redact-text.ts";
import { createKeySense, type KeySense } from "./sensitive-key.ts";

const RESERVED = new Set<string>(RESERVED_FIELDS);
const MASK = JSON.stringify(REDACTED);

/** Keys whose value names another field, and keys that hold the value then: `{ name: "password", value: "…" }`. */
const NAMING = new Set(["name", "key", "field", "header", "param"]);
const VALUED = new Set(["value", "val", "content", "data"]);

/** Objects and arrays around what is read. */
interface Level {
  readonly array: boolean;
  /** How the next value is to be taken: what the key before it says, or in an array the name before it. */
  sense: KeySense;
  /** A key of this object names a secret field. */
  named: boolean;
  items: number;
  key: string;
}

/**
 * Makes the redaction of whole lines: one pass over a line of JSON, which stays as it is but for what is hidden. A field of its outermost object
 * whose name is reserved is renamed from `from` on; before that the logger wrote them itself.
 */
export function createLineRedaction(options: TextOptions = {}): (line: string, from: number) => string {
  const senseOf = createKeySense(options);
  const redactText = createTextRedaction(senseOf, options);

  return (line, from) => {
    let out = "";
    let done = 0;
    const levels: Level[] = [levelOf(false)];
    let level: Level = levelOf(false);
    const replace = (start: number, end: number, text: string) => {
      out += line.slice(done, start) + text;
      done = end;
    };
    level = levels[0] ?? level;

    for (let at = from; at < line.length; ) {
      const character = line[at];
      if (character === '"') {
        const end = stringEnd(line, at);
        if (!level.array && line[end] === ":") {
          level.key = contentOf(line, at, end);
          level.sense = senseOfKey(level);
          if (levels.length === 1 && RESERVED.has(level.key)) {
            replace(at, end, JSON.stringify(LOGGED + level.key));
          } else {
            const shown = visible(redactText(level.key));
            if (shown !== level.key) {
              replace(at, end, JSON.stringify(shown));
            }
          }
          at = end + 1;
          continue;
        }
        const text = contentOf(line, at, end);
        if (level.sense === "plain" || isKept(text)) {
          const shown = visible(redactText(text));
          if (shown !== text) {
            replace(at, end, escaped(shown));
          }
        } else {
          replace(at, end, MASK);
        }
        noteName(level, text);
        at = end;
      } else if (character === "{" || character === "[") {
        if (level.sense !== "plain" || isBuffer(line, at)) {
          const end = endOfValue(line, at);
          replace(at, end, MASK);
          at = end;
        } else {
          level = levelOf(character === "[");
          levels.push(level);
          at += 1;
        }
      } else if (character === "}" || character === "]") {
        levels.pop();
        level = levels.at(-1) ?? level;
        at += 1;
      } else if (character === ",") {
        level.items += 1;
        level.sense = level.array ? level.sense : "plain";
        at += 1;
      } else if (isNumberStart(line.charCodeAt(at))) {
        const end = endOfValue(line, at);
        const digits = line.slice(at, end);
        if (level.sense === "secret" || level.sense === "line" || isCardNumber(digits)) {
          replace(at, end, MASK);
        }
        at = end;
      } else {
        at += 1;
      }
    }
    return out + line.slice(done);
  };

  function senseOfKey({ key, named }: Level): KeySense {
    return named && VALUED.has(key.toLowerCase()) ? "secret" : senseOf(key);
  }

  /** A text that names a secret makes a secret of what follows: in a pair, in a list of headers, in an object of name and value. */
  function noteName(level: Level, text: string): void {
    if (!level.array) {
      level.named ||= NAMING.has(level.key.toLowerCase()) && isName(text) && senseOf(text) !== "plain";
      return;
    }
    const sense = level.sense === "plain" && isName(text) ? senseOf(text) : "plain";
    level.sense = sense === "line" || (sense !== "plain" && (level.items === 0 || text.includes("-"))) ? "secret" : "plain";
  }
}

function levelOf(array: boolean): Level {
  return { array, sense: "plain", named: false, items: 0, key: "" };
}

function isName(text: string): boolean {
  return text.length <= 64 && /^[\w.-]+$/.test(text);
}

function isKept(text: string): boolean {
  return text === "" || text === REDACTED || text === "true" || text === "false";
}

/** What a string of JSON says; `start` is its opening quote, `end` behind its closing one. */
function contentOf(line: string, start: number, end: number): string {
  const raw = line.slice(start + 1, end - 1);
  return raw.includes("\\") ? (JSON.parse(line.slice(start, end)) as string) : raw;
}

/** Controls and marks of direction that JSON leaves as they are. */
const UNSEEN = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** Shown as escapes, so that no terminal acts on them. */
function visible(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function escaped(text: string): string {
  return JSON.stringify(text);
}

/** A Buffer as JSON shows it. Its bytes would be a secret in numbers. */
function isBuffer(line: string, at: number): boolean {
  return line.startsWith('{"type":"Buffer"', at);
}

function isNumberStart(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2d;
}
