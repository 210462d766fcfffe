/** Lines enough for a slice of rendering. */
export const CHUNK_BYTES = 1 << 18;

/**
 * Memory for pages, kept from one scrape to the next. Without it each scrape would leave its page to the garbage collector, whose pauses
 * would then be the longest of all.
 */
export class ChunkPool {
  #free: Buffer<ArrayBuffer>[] = [];

  /** @param length - bytes that are needed at least */
  take(length: number): Buffer<ArrayBuffer> {
    return (length <= CHUNK_BYTES ? this.#free.pop() : undefined) ?? Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, length));
  }

  /** Gives the memory of a page back. The pool keeps as much as that page took, and no more. */
  give(chunks: readonly Buffer[]): void {
    this.#free = chunks.map(({ buffer }) => Buffer.from(buffer as ArrayBuffer)).filter(({ length }) => length === CHUNK_BYTES);
  }
}
