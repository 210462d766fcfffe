/** Two digits of each number below 100. */
const PAIRS = Uint8Array.from({ length: 200 }, (_, index) => 48 + (index % 2 === 0 ? Math.floor(index / 20) : (index >> 1) % 10));

const ZERO = 48;

/** Bytes that the longest number takes: `-0.0000010009135130062022`. */
export const NUMBER_BYTES = 25;

/**
 * Writes a number as both text formats read it, and gives the place after it. Whole numbers, which most samples are, are written
 * without making a string.
 *
 * @param at - place of the first byte; {@link NUMBER_BYTES} are there to write
 */
export function writeNumber(bytes: Uint8Array, at: number, value: number): number {
  if (value >= 0 && value <= 999_999_999 && Math.floor(value) === value) {
    return writeWhole(bytes, at, value);
  }
  if (value > 999_999_999 && value <= Number.MAX_SAFE_INTEGER && Math.floor(value) === value) {
    const high = Math.floor(value / 1e9);
    return writeNineDigits(bytes, writeWhole(bytes, at, high), value - high * 1e9);
  }
  return writeText(bytes, at, numberText(value));
}

export function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) {
    return "+Inf";
  }
  return value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);
}

function writeWhole(bytes: Uint8Array, at: number, value: number): number {
  let rest = value | 0;
  const end = at + digits(rest);
  let place = end;
  while (rest >= 100) {
    const quotient = (rest / 100) | 0;
    const pair = (rest - quotient * 100) << 1;
    bytes[--place] = PAIRS[pair + 1] as number;
    bytes[--place] = PAIRS[pair] as number;
    rest = quotient;
  }
  if (rest >= 10) {
    bytes[--place] = PAIRS[(rest << 1) + 1] as number;
    bytes[--place] = PAIRS[rest << 1] as number;
  } else {
    bytes[--place] = ZERO + rest;
  }
  return end;
}

function writeNineDigits(bytes: Uint8Array, at: number, value: number): number {
  let rest = value | 0;
  for (let place = at + 8; place >= at; place--) {
    const quotient = (rest / 10) | 0;
    bytes[place] = ZERO + rest - quotient * 10;
    rest = quotient;
  }
  return at + 9;
}

function digits(value: number): number {
  if (value < 1000) {
    return value < 10 ? 1 : value < 100 ? 2 : 3;
  }
  if (value < 1_000_000) {
    return value < 10_000 ? 4 : value < 100_000 ? 5 : 6;
  }
  return value < 10_000_000 ? 7 : value < 100_000_000 ? 8 : 9;
}

function writeText(bytes: Uint8Array, at: number, text: string): number {
  for (let index = 0; index < text.length; index++) {
    bytes[at + index] = text.charCodeAt(index);
  }
  return at + text.length;
}
