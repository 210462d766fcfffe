const FIRST_SIZE = 16_384;

/** Longest text that is cheaper to copy in a loop than to hand to Node. */
const SHORT_TEXT = 48;

/** Writes protobuf into one buffer that grows. */
export class ByteWriter {
  bytes = Buffer.allocUnsafeSlow(FIRST_SIZE);
  at = 0;

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
    this.at = this.bytes.writeUInt32LE(value >>> 0, this.at);
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
    this.reserve(1 + digits.length / 2);
    this.bytes[this.at++] = digits.length / 2;
    for (let at = 0; at < digits.length; at += 2) {
      this.bytes[this.at++] = digitOf(digits.charCodeAt(at)) * 16 + digitOf(digits.charCodeAt(at + 1));
    }
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

  #longText(text: string): void {
    this.varint(Buffer.byteLength(text));
    this.reserve(text.length * 3);
    this.at += this.bytes.write(text, this.at);
  }

  /** Begins a message whose length is not known yet; gives the place that {@link close} wants. */
  open(): number {
    this.reserve(1);
    return ++this.at;
  }

  /** Ends a message: its length goes in front of it, which moves it when it takes more than one byte. */
  close(start: number): void {
    const length = this.at - start;
    if (length < 0x80) {
      this.bytes[start - 1] = length;
      return;
    }
    const size = length < 0x4000 ? 2 : length < 0x20_0000 ? 3 : 4;
    this.reserve(size - 1);
    this.bytes.copyWithin(start + size - 1, start, this.at);
    const end = this.at + size - 1;
    this.at = start - 1;
    this.varint(length);
    this.at = end;
  }

  /** All that was written, in memory of its own. The writer begins anew. */
  take(): Buffer {
    const taken = Buffer.from(this.bytes.subarray(0, this.at));
    this.at = 0;
    return taken;
  }
}

function digitOf(code: number): number {
  return code > 57 ? code - 87 : code - 48;
}
