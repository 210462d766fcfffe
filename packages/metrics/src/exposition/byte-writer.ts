import { ChunkPool } from "./chunk-pool.ts";
import { NUMBER_BYTES } from "./write-number.ts";

/** Bytes that {@link copyBytes} may read and write past the end of what it copies. */
export const OVERSHOOT = 8;

/** Bytes to be copied again and again, with room behind them for {@link copyBytes}. */
export interface Span {
  readonly view: DataView;
  readonly length: number;
}

export function spanOf(text: string): Span {
  const bytes = Buffer.alloc(Buffer.byteLength(text) + OVERSHOOT);
  const length = bytes.write(text);
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), length };
}

/**
 * Copies UTF-8 text eight bytes at a time and gives the place after it. It passes through floating-point registers, which is safe:
 * an engine may change the bits of a NaN only, and a NaN would need a byte 0xFF, or a 0x7F after a byte above 0xEF.
 */
export function copyBytes(target: DataView, at: number, source: DataView, from: number, to: number): number {
  for (let place = from, next = at; place < to; place += 8, next += 8) {
    target.setFloat64(next, source.getFloat64(place, true), true);
  }
  return at + to - from;
}

/** Collects a text as a list of byte chunks, without making strings of it. */
export class ByteWriter {
  /** The chunk being written, as bytes and as a view. */
  bytes = Buffer.alloc(0);
  view = new DataView(new ArrayBuffer(0));
  /** Place in the chunk of the next byte. Who writes into the chunk moves it. */
  at = 0;
  readonly #pool: ChunkPool;
  readonly #chunks: Buffer[] = [];
  #flushed = 0;

  constructor(pool = new ChunkPool()) {
    this.#pool = pool;
  }

  /** Bytes written since the start. */
  get written(): number {
    return this.#flushed + this.at;
  }

  /** Makes room in the chunk, which may be a new one afterwards, for so many bytes, a number and the overshoot of a copy. */
  reserve(length: number): void {
    if (this.at + length + NUMBER_BYTES + OVERSHOOT > this.bytes.length) {
      this.#endChunk();
      this.bytes = this.#pool.take(length + NUMBER_BYTES + OVERSHOOT);
      this.view = new DataView(this.bytes.buffer);
    }
  }

  text(text: string): void {
    this.reserve(text.length * 3);
    this.at += this.bytes.write(text, this.at);
  }

  /** All that was written. The writer begins anew. */
  take(): Buffer[] {
    this.#endChunk();
    this.bytes = Buffer.alloc(0);
    return this.#chunks.splice(0);
  }

  #endChunk(): void {
    if (this.at > 0) {
      this.#chunks.push(this.bytes.subarray(0, this.at));
      this.#flushed += this.at;
      this.at = 0;
    }
  }
}
