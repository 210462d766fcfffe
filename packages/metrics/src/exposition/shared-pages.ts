import type { ChunkPool } from "./chunk-pool.ts";
import type { ExpositionFormat } from "./format.ts";

/** About ten thousand lines: what takes longer to render is worth giving twice. */
const REUSE_FROM_BYTES = 1 << 20;

/** A page that several scrapes may read. */
export interface SharedPage {
  readonly chunks: readonly Buffer[];
  /** To be called once, by a reader that has done with the chunks. */
  release(): void;
}

export interface SharedPagesOptions {
  readonly render: (format: ExpositionFormat) => Promise<readonly Buffer[]>;
  /** Takes the memory of pages that nobody reads any more. */
  readonly pool: ChunkPool;
  readonly reuseSeconds: number;
}

interface Entry {
  readonly page: Promise<readonly Buffer[]>;
  /** Scrapes, and this store while it may give the page again. */
  readers: number;
  /** On the clock of `performance`. */
  until: number;
}

/** Gives the page of a format: one rendering for all that ask while it lasts, and for a while after it if the page is large. */
export function createSharedPages({ render, pool, reuseSeconds }: SharedPagesOptions): (format: ExpositionFormat) => Promise<SharedPage> {
  const current = new Map<ExpositionFormat, Entry>();

  const release = (entry: Entry, chunks: readonly Buffer[]): void => {
    entry.readers--;
    if (entry.readers === 0) {
      pool.give(chunks);
    }
  };
  const begin = (format: ExpositionFormat): Entry => {
    const entry: Entry = { page: render(format), readers: 1, until: Number.POSITIVE_INFINITY };
    current.set(format, entry);
    entry.page.then(
      (chunks) => {
        if (chunks.reduce((bytes, { length }) => bytes + length, 0) >= REUSE_FROM_BYTES && reuseSeconds > 0) {
          entry.until = performance.now() + reuseSeconds * 1000;
        } else {
          current.delete(format);
          release(entry, chunks);
        }
      },
      () => current.delete(format),
    );
    return entry;
  };
  return async (format) => {
    let entry = current.get(format);
    if (entry !== undefined && performance.now() >= entry.until) {
      current.delete(format);
      release(entry, await entry.page);
      entry = current.get(format);
    }
    entry ??= begin(format);
    entry.readers++;
    const shared = entry;
    const chunks = await entry.page;
    return { chunks, release: () => release(shared, chunks) };
  };
}
