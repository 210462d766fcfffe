const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;

/**
 * Writes the wire format of protocol buffers: https://protobuf.dev/programming-guides/encoding/
 *
 * Fields with their default value are left out by the caller.
 */
export class ProtoWriter {
  #bytes = Buffer.alloc(1024);
  #at = 0;

  get length(): number {
    return this.#at;
  }

  /** What was written. The writer begins anew and will overwrite it. */
  take(): Buffer {
    const bytes = this.#bytes.subarray(0, this.#at);
    this.#at = 0;
    return bytes;
  }

  /** A field of type uint64 or an enumeration. */
  whole(field: number, value: number): void {
    this.#reserve(20);
    this.#varint(field * 8 + VARINT);
    this.#varint(value);
  }

  /** A field of type sint32 or sint64. */
  signed(field: number, value: number): void {
    this.whole(field, zigzag(value));
  }

  double(field: number, value: number): void {
    this.#reserve(20);
    this.#varint(field * 8 + FIXED64);
    this.#at = this.#bytes.writeDoubleLE(value, this.#at);
  }

  text(field: number, value: string): void {
    const length = Buffer.byteLength(value);
    this.#reserve(length + 20);
    this.#varint(field * 8 + LENGTH);
    this.#varint(length);
    this.#at += this.#bytes.write(value, this.#at);
  }

  /** A repeated field of numbers of type sint64, packed. */
  packedSigned(field: number, values: readonly number[]): void {
    this.message(field, () => {
      this.#reserve(values.length * 10);
      for (const value of values) {
        this.#varint(zigzag(value));
      }
    });
  }

  /** A field that is a message itself, whose fields `write` writes. */
  message(field: number, write: () => void): void {
    this.#reserve(20);
    this.#varint(field * 8 + LENGTH);
    const start = this.#at + 1;
    this.#at = start;
    write();
    const length = this.#at - start;
    const head = varintLength(length);
    this.#reserve(head);
    this.#bytes.copyWithin(start + head - 1, start, this.#at);
    this.#at = start - 1;
    this.#varint(length);
    this.#at += length;
  }

  #varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#at++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#at++] = rest;
  }

  #reserve(length: number): void {
    if (this.#at + length > this.#bytes.length) {
      const grown = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#at + length));
      this.#bytes.copy(grown, 0, 0, this.#at);
      this.#bytes = grown;
    }
  }
}

/** A length as it stands before a message in a stream of them. */
export function delimiter(length: number): Buffer {
  const bytes: number[] = [];
  let rest = length;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}

function varintLength(value: number): number {
  return value < 128 ? 1 : 1 + varintLength(Math.floor(value / 128));
}

/** 0, -1, 1, -2 … as 0, 1, 2, 3 … */
function zigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1;
}
