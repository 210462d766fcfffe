import { HARMLESS_ENDINGS, SENSITIVE_SHORT_WORDS, SENSITIVE_WORDS } from "./sensitive-words.ts";

/**
 * What a key says about its value. Of a `number` key only numbers are harmless: `maxTokens`.
 * `line` values go on to the end of their line in plain text: a header such as `Cookie: a=b; c=d`.
 */
export type KeySense = "plain" | "secret" | "line" | "number";

export interface KeyOptions {
  /** Further words that make a value a secret, in any style: `["iban", "tax id"]`. */
  readonly keys?: readonly string[];
  /** Keys whose values are shown although a word of theirs is sensitive, compared without case: `["token_name"]`. */
  readonly allowKeys?: readonly string[];
}

/** Keys longer than this are judged by their end. */
export const MAX_KEY = 128;

const MAX_KNOWN = 2000;

/** Makes the judge of keys. Decisions are kept, since a program has few keys. */
export function createKeySense({ keys = [], allowKeys = [] }: KeyOptions = {}): (key: string) => KeySense {
  const long = [...SENSITIVE_WORDS, ...keys].map(joined);
  const short = new Set<string>(SENSITIVE_SHORT_WORDS);
  const allowed = new Set(allowKeys.map((key) => key.toLowerCase()));
  const known = new Map<string, KeySense>();

  function judge(key: string): KeySense {
    const words = wordsOf(key);
    const all = words.join("");
    if (!long.some((word) => all.includes(word)) && !words.some((word) => short.has(word))) {
      return "plain";
    }
    if (allowed.has(key.toLowerCase()) || HARMLESS_ENDINGS.has(words.at(-1) ?? "")) {
      return "plain";
    }
    if (all.endsWith("tokens")) {
      return "number";
    }
    return all.includes("authorization") || all.includes("cookie") ? "line" : "secret";
  }

  return (key) => {
    const before = known.get(key);
    if (before !== undefined) {
      return before;
    }
    const sense = judge(key.length > MAX_KEY ? key.slice(-MAX_KEY) : key);
    if (known.size < MAX_KNOWN && key.length <= MAX_KEY) {
      known.set(key, sense);
    }
    return sense;
  };
}

/** `X-Api-Key`, `xApiKey` and `x_api_key` have the same words. */
function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

function joined(word: string): string {
  return wordsOf(word).join("");
}
