const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BLANK = 0x20;

/** Writes text and JSON into one buffer that grows and is used again, so that next to nothing is left for the garbage collector. */
export class ByteWriter {
  bytes: Buffer;
  at = 0;

  constructor(firstSize: number) {
    this.bytes = Buffer.allocUnsafeSlow(firstSize);
  }

  /** A text of any length, as UTF-8. */
  text(text: string): void {
    this.#reserve(text.length * 3);
    this.at += this.bytes.write(text, this.at);
  }

  /** A short text of ASCII. */
  ascii(text: string): void {
    const { length } = text;
    this.#reserve(length);
    const { bytes, at } = this;
    for (let index = 0; index < length; index++) {
      bytes[at + index] = text.charCodeAt(index);
    }
    this.at = at + length;
  }

  /** A few bytes of others. */
  copy(source: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    const { bytes } = this;
    let place = this.at;
    for (let at = start; at < end; at++) {
      bytes[place++] = source[at] as number;
    }
    this.at = place;
  }

  /** UTF-8 as a string of JSON. */
  string(source: Buffer, start: number, end: number): void {
    this.#reserve((end - start) * 2 + 2);
    const next = writeString(this.bytes, this.at, source, start, end);
    if (next === -1) {
      this.text(JSON.stringify(source.toString("utf8", start, end)));
    } else {
      this.at = next;
    }
  }

  #reserve(length: number): void {
    if (this.at + length > this.bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.at + length));
      this.bytes.copy(grown, 0, 0, this.at);
      this.bytes = grown;
    }
  }
}

/**
 * Where the time goes: each byte of each line passes here.
 *
 * @returns the place behind the string; -1 if it holds a control character, as no line does that was not damaged
 */
function writeString(target: Buffer, place: number, source: Buffer, start: number, end: number): number {
  let next = place;
  target[next++] = QUOTE;
  for (let at = start; at < end; at++) {
    const byte = source[at] as number;
    if (byte === QUOTE || byte === BACKSLASH) {
      target[next++] = BACKSLASH;
    } else if (byte < BLANK) {
      return -1;
    }
    target[next++] = byte;
  }
  target[next++] = QUOTE;
  return next;
}
