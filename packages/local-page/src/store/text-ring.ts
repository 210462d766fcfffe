/** What a ring holds, and what had to go. */
export interface RingFigures {
  readonly items: number;
  readonly bytes: number;
  readonly maxBytes: number;
  /** Since the start. */
  readonly received: number;
  readonly dropped: number;
}

/** Text that lies in a ring. */
export interface KeptText {
  /** Empty once it has made room for newer text. */
  read(): string;
}

/** Items with a text each, in the order in which they came, bounded by their bytes: when there are more, the oldest go first. */
export interface TextRing<T> {
  /** Refuses, counts, and answers false to, an item that is larger than the whole ring. */
  add(text: string, itemOf: (kept: KeptText) => T): boolean;
  /** False when there is none. */
  dropOldest(): boolean;
  /** From the oldest on. */
  values(): Iterable<T>;
  /** From the newest on. */
  newestFirst(): Iterable<T>;
  figures(): RingFigures;
}

export interface TextRingOptions<T> {
  readonly maxBytes: number;
  /** Of one item without its text, about. */
  readonly itemBytes: number;
  /** Told of each item that goes to make room. */
  readonly dropped?: (item: T) => void;
}

/** Gone items at the head are cut off when they are so many. */
const CUT_AFTER = 4096;

/** Where a text lies; `room` is undefined once it is gone. */
class Place implements KeptText {
  room: Buffer | undefined;
  readonly at: number;
  readonly bytes: number;

  constructor(room: Buffer, at: number, bytes: number) {
    this.room = room;
    this.at = at;
    this.bytes = bytes;
  }

  read(): string {
    return this.room?.toString("utf8", this.at, this.at + this.bytes) ?? "";
  }
}

/**
 * The texts lie in one buffer that is written round and round: what was received hours ago leaves nothing for the garbage collector, whose heap would
 * grow to a multiple of what is kept.
 */
export function createTextRing<T>({ maxBytes, itemBytes, dropped: tell = () => {} }: TextRingOptions<T>): TextRing<T> {
  // Its pages are taken from the system only when they are written.
  const room = Buffer.allocUnsafeSlow(maxBytes);
  let items: (T | undefined)[] = [];
  let places: Place[] = [];
  let [head, at] = [0, 0];
  let [bytes, received, dropped] = [0, 0, 0];

  function dropOldest(): void {
    const [item, place] = [items[head] as T, places[head] as Place];
    bytes -= itemBytes + place.bytes;
    place.room = undefined;
    items[head] = undefined;
    head += 1;
    dropped += 1;
    tell(item);
    if (head >= CUT_AFTER && head * 2 > items.length) {
      items = items.slice(head);
      places = places.slice(head);
      head = 0;
    }
  }

  /** Whether the oldest text lies where so many bytes are to be written. */
  function isInTheWay(from: number, to: number): boolean {
    const oldest = places[head];
    return oldest !== undefined && oldest.at < to && oldest.at + Math.max(1, oldest.bytes) > from;
  }

  return {
    dropOldest() {
      const isAny = head < items.length;
      isAny && dropOldest();
      return isAny;
    },
    add(text, itemOf) {
      const size = Buffer.byteLength(text);
      received += 1;
      if (itemBytes + size > maxBytes) {
        dropped += 1;
        return false;
      }
      if (at + size > maxBytes) {
        while (isInTheWay(at, maxBytes)) {
          dropOldest();
        }
        at = 0;
      }
      while (bytes + itemBytes + size > maxBytes || isInTheWay(at, at + size)) {
        dropOldest();
      }
      room.write(text, at);
      const place = new Place(room, at, size);
      items.push(itemOf(place));
      places.push(place);
      at += size;
      bytes += itemBytes + size;
      return true;
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
