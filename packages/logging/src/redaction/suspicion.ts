import { RESERVED_FIELDS } from "../line/fields.ts";
import type { TextOptions } from "./redact-text.ts";
import { SECRET_FORMS, SENSITIVE_SHORT_WORDS, SENSITIVE_WORDS } from "./sensitive-words.ts";

/** Text whose presence makes a line worth a closer look. */
interface Needle {
  readonly bytes: Uint8Array;
  /** Not when letters go on around it, as in `shipping` for `pin`. */
  readonly whole: boolean;
  readonly exact: boolean;
}

const SEPARATORS = ["", "_", "-", ".", " "];

/**
 * Makes the first look at a line: may it hold anything that the redaction would change? Most lines do not, so it reads bytes and nothing else: five bits
 * of each of three bytes in a row give a place in a table, and what is found there is compared in full. It errs to the side of a closer look.
 */
export function createSuspicion({ keys = [], emails = false }: TextOptions = {}): (bytes: Uint8Array, from: number, to: number) => boolean {
  const table = new Uint8Array(1 << 15);
  const byPlace = new Map<number, Needle[]>();
  for (const needle of needlesFor(keys)) {
    const place = placeOf(needle.bytes);
    table[place] = 1;
    byPlace.set(place, [...(byPlace.get(place) ?? []), needle]);
  }

  function isNeedle(bytes: Uint8Array, end: number, place: number, to: number): boolean {
    return (byPlace.get(place) ?? []).some((needle) => matches(bytes, end - 2, to, needle));
  }

  return (bytes, from, to) => {
    let place = 0;
    let digits = 0;
    for (let at = from; at < to; at++) {
      const byte = bytes[at] as number;
      place = ((place << 5) | (byte & 31)) & 0x7fff;
      if (table[place] !== 0 && isNeedle(bytes, at, place, to)) {
        return true;
      }
      if (byte >= 0x7f) {
        if (isUnseen(bytes, at)) {
          return true;
        }
      } else if (byte < 0x3a) {
        if (byte >= 0x30) {
          digits += 1;
          if (digits >= MIN_CARD) {
            return true;
          }
        } else if (byte !== 0x20 && byte !== 0x2d) {
          digits = 0;
        }
      } else {
        digits = 0;
        if (byte === AT && emails) {
          return true;
        }
      }
    }
    return false;
  };
}

/** A card has at least as many digits, in groups or not. */
const MIN_CARD = 13;

const AT = 0x40;

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
  return { bytes: new TextEncoder().encode(exact ? text : text.toLowerCase()), whole, exact };
}

function placeOf(bytes: Uint8Array): number {
  return bytes.subarray(0, 3).reduce((place, byte) => ((place << 5) | (byte & 31)) & 0x7fff, 0);
}

function matches(bytes: Uint8Array, start: number, to: number, { bytes: wanted, whole, exact }: Needle): boolean {
  if (start + wanted.length > to) {
    return false;
  }
  for (let index = 0; index < wanted.length; index++) {
    const byte = bytes[start + index] as number;
    const folded = !exact && byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (folded !== wanted[index]) {
      return false;
    }
  }
  return !whole || (startsWord(bytes, start) && !isLower(bytes[start + wanted.length]));
}

function startsWord(bytes: Uint8Array, at: number): boolean {
  return !isLower(bytes[at - 1]) || !isLower(bytes[at]);
}

function isLower(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x61 && byte <= 0x7a;
}

/** DEL, the controls above it, separators of lines and marks of direction, in UTF-8. */
function isUnseen(bytes: Uint8Array, at: number): boolean {
  const [first, second, third = 0] = [bytes[at] as number, bytes[at + 1] ?? 0, bytes[at + 2]];
  if (first === 0xe2) {
    return (second === 0x80 && third >= 0xa8 && third <= 0xae) || (second === 0x81 && third >= 0xa6 && third <= 0xa9);
  }
  return first === 0x7f || (first === 0xc2 && second <= 0x9f);
}
