import { RESERVED_FIELDS } from "../line/fields.ts";
import type { TextOptions } from "./redact-text.ts";
import { SECRET_FORMS, SENSITIVE_SHORT_WORDS, SENSITIVE_WORDS } from "./sensitive-words.ts";

/** Text whose presence makes a line worth a closer look. */
interface Needle {
  readonly bytes: Uint8Array;
  /** The three bytes of it that are looked for: those that are rarest in other words. */
  readonly anchor: number;
  /** Not when letters go on around it, as in `shipping` for `pin`. */
  readonly whole: boolean;
  readonly exact: boolean;
}

/** Whether bytes of a line may hold anything that the redaction would change. */
export type Suspicion = (bytes: Uint8Array, from: number, to: number) => boolean;

const SEPARATORS = ["", "_", "-", ".", " "];
const PLACES = 1 << 15;

/**
 * Makes the first look at a line: may it hold anything that the redaction would change? Most lines do not, so it does little for each byte: the classes
 * of three bytes in a row give a place in a table, and only what is found there is compared. It errs to the side of a closer look.
 */
export function createSuspicion({ keys = [], emails = false }: TextOptions = {}): Suspicion {
  const classes = Uint8Array.from({ length: 256 }, (_, byte) => classOf(byte));
  if (emails) {
    classes[AT] = UNSEEN;
  }
  const table = new Uint8Array(PLACES);
  const groups: Needle[][] = [[]];
  for (const needle of needlesFor(keys)) {
    const place = needle.bytes.subarray(needle.anchor, needle.anchor + 3).reduce((before, byte) => (before << 5) | classOf(byte), 0);
    table[place] ||= groups.push([]) - 1;
    groups[table[place] ?? 0]?.push(needle);
  }
  const digits = groups.push([]) - 1;
  const unseen = groups.push([]) - 1;
  table[(DIGIT << 10) | (DIGIT << 5) | DIGIT] = digits;
  for (let before = 0; before < PLACES; before += 32) {
    table[before + UNSEEN] = unseen;
  }

  /** Whether what the table points to is there, with its last byte at `at`. */
  function isThere(group: number, bytes: Uint8Array, at: number, to: number): boolean {
    if (group === digits) {
      return !isDigit(bytes[at - 3]) && hasCard(bytes, at - 2, to);
    }
    if (group === unseen) {
      return bytes[at] === AT || isUnseen(bytes, at);
    }
    return (groups[group] ?? []).some((needle) => matches(bytes, at - 2 - needle.anchor, to, needle));
  }

  return (bytes, from, to) => {
    let place = 0;
    for (let at = from; at < to; at++) {
      place = ((place << 5) | (classes[bytes[at] as number] as number)) & (PLACES - 1);
      const group = table[place] as number;
      if (group !== 0 && isThere(group, bytes, at, to)) {
        return true;
      }
    }
    return false;
  };
}

const AT = 0x40;

/** Classes of bytes: 1 to 26 are letters, whatever their case. */
const DIGIT = 27;
const UNSEEN = 31;
const OTHERS: Readonly<Record<string, number>> = { "-": 28, _: 28, ".": 28, '"': 29, ",": 30, ":": 30, "/": 30 };

function classOf(byte: number): number {
  const letter = (byte | 0x20) - 0x60;
  if (letter >= 1 && letter <= 26 && byte < 0x7f && byte >= 0x41) {
    return letter;
  }
  if (isDigit(byte)) {
    return DIGIT;
  }
  return byte === 0x7f || byte === 0xc2 || byte === 0xe2 ? UNSEEN : (OTHERS[String.fromCharCode(byte)] ?? 0);
}

function needlesFor(keys: readonly string[]): Needle[] {
  const spelled = [...SENSITIVE_WORDS, ...keys].flatMap((word) => SEPARATORS.map((separator) => word.split(/[\s_.-]+/).join(separator)));
  return [
    ...[...new Set(spelled)].map((word) => needle(word)),
    ...SENSITIVE_SHORT_WORDS.map((word) => needle(word, { whole: true })),
    ...SECRET_FORMS.map(([prefix]) => needle(prefix, { exact: true })),
    ...RESERVED_FIELDS.map((field) => needle(`,"${field}":`, { exact: true })),
    ...["basic ", "negotiate ", "-----BEGIN", '"Buffer"', "://"].map((text) => needle(text)),
  ];
}

function needle(text: string, { whole = false, exact = false } = {}): Needle {
  const bytes = new TextEncoder().encode(exact ? text : text.toLowerCase());
  return { bytes, anchor: rarest(text.toLowerCase()), whole, exact };
}

/** Letters of English, the commonest last. */
const BY_RARITY = 'zqjxkvbpgwyfmculdhrsnioate_.",';

/** Where in a text the three characters stand that are least common. */
function rarest(text: string): number {
  const cost = (at: number) => [...text.slice(at, at + 3)].reduce((sum, character) => sum + Math.max(0, BY_RARITY.indexOf(character)) ** 2, 0);
  let best = 0;
  for (let at = 1; at + 3 <= text.length; at++) {
    best = cost(at) < cost(best) ? at : best;
  }
  return best;
}

function matches(bytes: Uint8Array, start: number, to: number, { bytes: wanted, whole, exact }: Needle): boolean {
  if (start < 0 || start + wanted.length > to) {
    return false;
  }
  for (let index = 0; index < wanted.length; index++) {
    const byte = bytes[start + index] as number;
    const folded = !exact && byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (folded !== wanted[index]) {
      return false;
    }
  }
  return !whole || ((!isLower(bytes[start - 1]) || !isLower(bytes[start])) && !isLower(bytes[start + wanted.length]));
}

/** A card has at least as many digits, in groups or not. */
const MIN_CARD = 13;

function hasCard(bytes: Uint8Array, start: number, to: number): boolean {
  let count = 0;
  for (let at = start; at < to && count < MIN_CARD; at++) {
    const byte = bytes[at];
    if (isDigit(byte)) {
      count += 1;
    } else if (byte !== 0x20 && byte !== 0x2d) {
      break;
    }
  }
  return count >= MIN_CARD;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isLower(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x61 && byte <= 0x7a;
}

/** DEL, the controls above it, separators of lines and marks of direction, in UTF-8. */
function isUnseen(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at];
  const second = bytes[at + 1] ?? 0;
  const third = bytes[at + 2] ?? 0;
  if (first === 0xe2) {
    return (second === 0x80 && third >= 0xa8 && third <= 0xae) || (second === 0x81 && third >= 0xa6 && third <= 0xa9);
  }
  return first === 0x7f || (first === 0xc2 && second <= 0x9f);
}
