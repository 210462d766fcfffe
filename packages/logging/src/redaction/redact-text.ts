import { cardEnd } from "./card-number.ts";
import { type KeyOptions, type KeySense, MAX_KEY } from "./sensitive-key.ts";
import { SECRET_FORMS } from "./sensitive-words.ts";
import { valueSpan } from "./value-span.ts";

export const REDACTED = "[redacted]";

export interface TextOptions extends KeyOptions {
  /** Hide addresses of e-mail as well. */
  readonly emails?: boolean;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const FORMS_BY_START = Map.groupBy(SECRET_FORMS, ([prefix]) => prefix.charCodeAt(0));
const SCHEME = /(?:bearer|basic|negotiate) +/iy;
const KEY_BLOCK = "-----BEGIN ";

/**
 * Makes the detector of secrets in plain text: keys with values (`password=…`, JSON within strings, headers, query strings), known forms of tokens,
 * URLs with credentials, private keys, card numbers. One pass; each character is looked at a bounded number of times.
 */
export function createTextRedaction(senseOf: (key: string) => KeySense, { emails = false }: TextOptions = {}): (text: string) => string {
  return (text) => {
    let out = "";
    let done = 0;
    let runEnd = 0;
    for (let at = 0; at < text.length; ) {
      const code = text.charCodeAt(at);
      let span: Span | undefined;
      if (code === COLON || code === EQUALS || code === PERCENT) {
        span = code === COLON && text.startsWith("//", at + 1) ? credentialsSpan(text, at + 3) : keyedSpan(text, at, senseOf);
      } else if (isWordCode(code)) {
        if (at === 0 || !isWordCode(text.charCodeAt(at - 1))) {
          runEnd = at < runEnd ? runEnd : endOfRun(text, at);
          span = tokenSpan(text, at, runEnd);
        }
      } else if (code === DASH) {
        span = text.startsWith(KEY_BLOCK, at) ? keyBlockSpan(text, at) : flagSpan(text, at, senseOf);
      } else if (code === AT && emails) {
        span = emailSpan(text, at, done);
      }
      if (span === undefined || span.end <= span.start) {
        at += 1;
        continue;
      }
      out += text.slice(done, span.start) + REDACTED;
      done = span.end;
      at = span.end;
    }
    return done === 0 ? text : out + text.slice(done);
  };
}

/** The value behind the separator at `at`, if the key before it is sensitive. */
function keyedSpan(text: string, at: number, senseOf: (key: string) => KeySense): Span | undefined {
  let after = at + 1;
  if (text.charCodeAt(at) === PERCENT) {
    if (!/^%(?:3a|3d)/i.test(text.slice(at, at + 3))) {
      return;
    }
    after = at + 3;
  }
  const key = keyBefore(text, at);
  const sense = key === "" ? "plain" : senseOf(key);
  return sense === "plain" ? undefined : valueSpan(text, after, sense);
}

/** The word that ends before `at`, past quotes, backslashes and blanks. */
function keyBefore(text: string, at: number): string {
  let end = at;
  while (end > 0 && at - end < 12 && isBetween(text.charCodeAt(end - 1))) {
    end -= 1;
  }
  if (text.startsWith("%22", end - 3) || text.startsWith("%27", end - 3)) {
    end -= 3;
  }
  let start = end;
  while (start > 0 && end - start < MAX_KEY && isKeyCode(text.charCodeAt(start - 1))) {
    start -= 1;
  }
  return text.slice(start, end);
}

/** `--password hunter2` */
function flagSpan(text: string, at: number, senseOf: (key: string) => KeySense): Span | undefined {
  if (text.charCodeAt(at + 1) !== DASH || isKeyCode(text.charCodeAt(at - 1))) {
    return;
  }
  let end = at + 2;
  while (end - at < MAX_KEY && isKeyCode(text.charCodeAt(end))) {
    end += 1;
  }
  return text.charCodeAt(end) === SPACE && senseOf(text.slice(at + 2, end)) === "secret" ? valueSpan(text, end, "secret") : undefined;
}

/** A token of a known form, a card number, or what follows `Bearer`. */
function tokenSpan(text: string, at: number, runEnd: number): Span | undefined {
  const code = text.charCodeAt(at);
  if (code >= ZERO && code <= NINE) {
    const end = cardEnd(text, at);
    return end === 0 ? undefined : { start: at, end };
  }
  const known = FORMS_BY_START.get(code)?.some(([prefix, minimum]) => runEnd - at >= minimum && text.startsWith(prefix, at));
  if (known) {
    return { start: at, end: runEnd };
  }
  SCHEME.lastIndex = at;
  if ((code | 0x20) !== LOWER_B && (code | 0x20) !== LOWER_N) {
    return;
  }
  if (!SCHEME.test(text)) {
    return;
  }
  const start = SCHEME.lastIndex;
  const end = endOfRun(text, start);
  return looksRandom(text.slice(start, Math.min(end, start + 200))) ? { start, end } : undefined;
}

/** Whether a word is no English: it has digits or capitals inside, or is very long. */
function looksRandom(word: string): boolean {
  return word.length >= 6 && (/[0-9=]/.test(word) || /[a-z][A-Z]/.test(word) || word.length > 24);
}

/** The credentials of a URL whose authority starts at `start`. */
function credentialsSpan(text: string, start: number): Span | undefined {
  let at = -1;
  let end = start;
  for (; end < text.length && end - start < 2048 && !endsAuthority(text.charCodeAt(end)); end++) {
    at = text.charCodeAt(end) === AT ? end : at;
  }
  return at < 0 ? undefined : { start, end: at };
}

function keyBlockSpan(text: string, at: number): Span | undefined {
  const head = text.slice(at, at + 80);
  if (!head.includes("PRIVATE KEY")) {
    return;
  }
  const closing = text.indexOf("-----END ", at);
  const end = closing < 0 ? -1 : text.indexOf("-----", closing + 9);
  return { start: at, end: end < 0 ? text.length : end + 5 };
}

function emailSpan(text: string, at: number, done: number): Span | undefined {
  let start = at;
  while (start > done && at - start < 64 && isEmailCode(text.charCodeAt(start - 1))) {
    start -= 1;
  }
  let end = at + 1;
  while (end - at < 255 && (isWordCode(text.charCodeAt(end)) || text.charCodeAt(end) === DASH || text.charCodeAt(end) === DOT)) {
    end += 1;
  }
  const domain = text.slice(at + 1, end).replace(/\.$/, "");
  return start < at && domain.includes(".") ? { start, end: at + 1 + domain.length } : undefined;
}

/** Characters of which tokens are made: base64, URL-safe base64, dots of a JWT. */
function endOfRun(text: string, at: number): number {
  let end = at;
  while (end < text.length && (isWordCode(text.charCodeAt(end)) || RUN.has(text.charCodeAt(end)))) {
    end += 1;
  }
  return end;
}

const COLON = 0x3a;
const EQUALS = 0x3d;
const PERCENT = 0x25;
const DASH = 0x2d;
const DOT = 0x2e;
const AT = 0x40;
const SPACE = 0x20;
const ZERO = 0x30;
const NINE = 0x39;
const LOWER_B = 0x62;
const LOWER_N = 0x6e;
const codesOf = (characters: string) => new Set([...characters].map((character) => character.charCodeAt(0)));
const RUN = codesOf("-_.~+/=");
const BETWEEN = codesOf("\\\"'` \t]");
const KEY_EXTRA = codesOf("-_.$");
const AUTHORITY_END = codesOf("/?#\\\"'<> \t\r\n,");
const EMAIL_EXTRA = codesOf("._%+-");

function isWordCode(code: number): boolean {
  return (code >= ZERO && code <= NINE) || (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
}
const isBetween = (code: number) => BETWEEN.has(code);
const isKeyCode = (code: number) => isWordCode(code) || KEY_EXTRA.has(code);
const endsAuthority = (code: number) => AUTHORITY_END.has(code);
const isEmailCode = (code: number) => isWordCode(code) || EMAIL_EXTRA.has(code);
