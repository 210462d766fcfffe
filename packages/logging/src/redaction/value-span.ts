import type { KeySense } from "./sensitive-key.ts";

interface Span {
  readonly start: number;
  readonly end: number;
}

const QUOTES = "\"'`";
/** No secrets: constants, what is redacted already, and places for parameters in SQL. */
const KEPT = /^(?:true|false|null|undefined|\[redacted\]?|\$\d{1,3}|\?)$/i;
const NUMBER = /^-?\d+(?:\.\d+)?$/;
const SCHEME = /(?:bearer|basic|digest|token|apikey|negotiate|aws4-hmac-sha256) +/iy;

/**
 * Where the value of a sensitive key lies in plain text, from behind its separator: a quoted string, also one whose quotes are escaped; an object or
 * array with all it holds; or a bare word, with the scheme of an Authorization header before it. A `line` value goes on to the end of its line.
 */
export function valueSpan(text: string, after: number, sense: KeySense): Span | undefined {
  let start = after;
  while (isBlank(text.charCodeAt(start)) || text.charCodeAt(start) === 0x3e) {
    start += 1;
  }
  const encoded = text.startsWith("%22", start);
  if (encoded) {
    const end = text.indexOf("%22", start + 3);
    return { start: start + 3, end: end < 0 ? endOfWord(text, start + 3) : end };
  }
  let open = start;
  while (text[open] === "\\") {
    open += 1;
  }
  const first = text[open] ?? "";
  if (first !== "" && QUOTES.includes(first)) {
    const end = closingQuote(text, open + 1, first, open - start);
    return KEPT.test(text.slice(open + 1, Math.min(end, open + 12))) ? undefined : { start: open + 1, end };
  }
  if (first === "{" || first === "[") {
    return text.startsWith("[redacted]", open) ? undefined : { start: open, end: closingBracket(text, open) };
  }
  if (sense === "line") {
    return { start, end: endOfLine(text, start) };
  }
  SCHEME.lastIndex = start;
  const end = endOfWord(text, SCHEME.test(text) ? SCHEME.lastIndex : start);
  const word = text.slice(start, Math.min(end, start + 40));
  return end === start || KEPT.test(word) || (sense === "number" && NUMBER.test(word)) ? undefined : { start, end };
}

/** The quote that closes, with no more backslashes before it than the opening one has. */
function closingQuote(text: string, from: number, quote: string, escapes: number): number {
  let backslashes = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") {
      backslashes += 1;
      continue;
    }
    if (text[at] === quote && backslashes <= escapes) {
      return at - backslashes;
    }
    backslashes = 0;
  }
  return text.length;
}

function closingBracket(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === "{" || character === "[") {
      depth += 1;
    } else if (character === "}" || character === "]") {
      depth -= 1;
      if (depth === 0) {
        return at + 1;
      }
    }
  }
  return text.length;
}

const WORD_END = new Set([..." \t\r\n,;&\"'`<>)]}|\\"]);

function endOfWord(text: string, from: number): number {
  let end = from;
  while (end < text.length && !WORD_END.has(text[end] ?? "")) {
    end += 1;
  }
  return end;
}

const LINE_END = new Set([..."\r\n\"'`}\\"]);

function endOfLine(text: string, from: number): number {
  let end = from;
  while (end < text.length && !LINE_END.has(text[end] ?? "")) {
    end += 1;
  }
  return end;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
