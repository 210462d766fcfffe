const FIRST_SIZE = 16_384;

/** Longest text that is cheaper to copy in a loop than to hand to Node. */
const SHORT_TEXT = 48;

/** Value of a hex digit by its character code. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => Number.parseInt(String.fromCharCode(code), 16) || 0);

/** Writes protobuf into one buffer that grows. */
export class ByteWriter {
  bytes: Buffer;
  at = 0;

  constructor(firstSize = FIRST_SIZE) {
    this.bytes = Buffer.allocUnsafeSlow(firstSize);
  }

  /** Makes room for so many more bytes. */
  reserve(length: number): void {
    if (this.at + length > this.bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.at + length));
      this.bytes.copy(grown, 0, 0, this.at);
      this.bytes = grown;
    }
  }

  /** A tag below 128, or any other byte. */
  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.at++] = value;
  }

  varint(value: number): void {
    this.reserve(10);
    let rest = value;
    while (rest > 0x7f) {
      this.bytes[this.at++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.bytes[this.at++] = rest;
  }

  /** An int64 of a safe integer, negative ones in ten bytes. */
  int64(value: number): void {
    if (value >= 0) {
      this.varint(value);
      return;
    }
    this.reserve(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 0x7fn) {
      this.bytes[this.at++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.bytes[this.at++] = Number(rest);
  }

  fixed32(value: number): void {
    this.reserve(4);
    const { bytes, at } = this;
    bytes[at] = value;
    bytes[at + 1] = value >>> 8;
    bytes[at + 2] = value >>> 16;
    bytes[at + 3] = value >>> 24;
    this.at = at + 4;
  }

  double(value: number): void {
    this.reserve(8);
    this.at = this.bytes.writeDoubleLE(value, this.at);
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** Hex digits as the bytes that they stand for, with their length in front. */
  hex(digits: string): void {
    const length = digits.length / 2;
    this.reserve(1 + length);
    const { bytes } = this;
    let place = this.at;
    bytes[place++] = length;
    for (let at = 0; at < digits.length; at += 2) {
      bytes[place++] = ((DIGITS[digits.charCodeAt(at)] ?? 0) << 4) | (DIGITS[digits.charCodeAt(at + 1)] ?? 0);
    }
    this.at = place;
  }

  /** UTF-8 with its length in front. */
  text(text: string): void {
    const { length } = text;
    if (length <= SHORT_TEXT) {
      this.reserve(1 + length);
      const { bytes, at: start } = this;
      let place = start + 1;
      for (let at = 0; at < length; at++) {
        const code = text.charCodeAt(at);
        if (code > 0x7f) {
          this.#longText(text);
          return;
        }
        bytes[place++] = code;
      }
      bytes[start] = length;
      this.at = place;
      return;
    }
    this.#longText(text);
  }

  /** Written behind a length of the size that fits ASCII, and moved when it turns out longer. */
  #longText(text: string): void {
    this.reserve(text.length * 3 + 8);
    const start = this.at;
    const size = sizeOfLength(text.length);
    const length = this.bytes.write(text, start + size);
    const needed = sizeOfLength(length);
    if (needed !== size) {
      this.bytes.copyWithin(start + needed, start + size, start + size + length);
    }
    this.varint(length);
    this.at = start + needed + length;
  }

  /**
   * Begins a message whose length is not known yet; gives the place that {@link close} wants.
   *
   * @param size - bytes that its length will most likely take
   */
  open(size = 1): number {
    this.reserve(size);
    this.at += size;
    return this.at;
  }

  /** Ends a message: its length goes in front of it, which moves it when it takes more or fewer bytes than were left for it. */
  close(start: number, size = 1): void {
    const length = this.at - start;
    const needed = sizeOfLength(length);
    if (needed !== size) {
      this.reserve(needed);
      this.bytes.copyWithin(start - size + needed, start, this.at);
    }
    // Not by `varint`, which may make room and keeps only what is in front of it.
    let place = start - size;
    let rest = length;
    while (rest > 0x7f) {
      this.bytes[place++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[place++] = rest;
    this.at = place + length;
  }

  /** All that was written, in memory of its own. The writer begins anew. */
  take(): Buffer {
    const taken = Buffer.from(this.bytes.subarray(0, this.at));
    this.at = 0;
    return taken;
  }
}

/** Bytes of a length as a varint. */
function sizeOfLength(length: number): number {
  if (length < 0x4000) {
    return length < 0x80 ? 1 : 2;
  }
  return length < 0x20_0000 ? 3 : length < 0x1000_0000 ? 4 : 5;
}
