/** What a ring holds, and what had to go. */
export interface RingFigures {
  readonly items: number;
  readonly bytes: number;
  readonly maxBytes: number;
  /** Since the start. */
  readonly received: number;
  readonly dropped: number;
}

/** Items in the order in which they came, bounded by their bytes: when there are more, the oldest go first. */
export interface ByteRing<T> {
  /** Refuses, and counts, an item that is larger than the whole ring. */
  add(item: T, bytes: number): void;
  /** From the oldest on. */
  values(): Iterable<T>;
  /** From the newest on. */
  newestFirst(): Iterable<T>;
  figures(): RingFigures;
}

/** Gone items at the head are cut off when they are so many. */
const CUT_AFTER = 4096;

/** @param options.dropped - told of each item that goes to make room */
export function createByteRing<T>({
  maxBytes,
  dropped: tell = () => {},
}: {
  readonly maxBytes: number;
  readonly dropped?: (item: T) => void;
}): ByteRing<T> {
  let items: T[] = [];
  let sizes: number[] = [];
  let head = 0;
  let [bytes, received, dropped] = [0, 0, 0];

  function dropOldest(): void {
    const item = items[head] as T;
    bytes -= sizes[head] ?? 0;
    head += 1;
    dropped += 1;
    tell(item);
    if (head >= CUT_AFTER && head * 2 > items.length) {
      items = items.slice(head);
      sizes = sizes.slice(head);
      head = 0;
    }
  }

  return {
    add(item, size) {
      received += 1;
      if (size > maxBytes) {
        dropped += 1;
        return;
      }
      items.push(item);
      sizes.push(size);
      bytes += size;
      while (bytes > maxBytes) {
        dropOldest();
      }
    },
    *values() {
      for (let index = head; index < items.length; index += 1) {
        yield items[index] as T;
      }
    },
    *newestFirst() {
      for (let index = items.length - 1; index >= head; index -= 1) {
        yield items[index] as T;
      }
    },
    figures: () => ({ items: items.length - head, bytes, maxBytes, received, dropped }),
  };
}
