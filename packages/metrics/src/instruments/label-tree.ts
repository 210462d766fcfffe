export type LabelRecord = Readonly<Record<string, unknown>>;

type Branch = Map<unknown, Branch | number>;

/** For each number of labels, the names of the first metric that has as many. */
const KEYED = new Map<number, string>();

/** Ways of reading labels, by their number. */
const BY_KEY = ["none", "key 1", "key 2", "key 3"] as const;
const BY_ENUMERATION = ["none", "enumerate 1", "enumerate 2", "enumerate 3"] as const;

type Way = (typeof BY_KEY | typeof BY_ENUMERATION)[number] | "enumerate many";

export interface LabelTreeOptions {
  readonly names: readonly string[];
  /** Samples are few, so that their labels may be read the slower way. */
  readonly rare: boolean;
  /** Gives the slot of label values that the tree does not have; it may link them. */
  readonly onMiss: (values: unknown[]) => number;
}

/**
 * Leads from label values to a slot: a tree of maps, one level for each label. No key is built from the values, so that no two sets can
 * meet, and nothing is allocated for a set that is known. Labels with few values stand near the root, which then is a small and busy
 * part of memory.
 *
 * An access by a name that varies is fast in V8 only while its place in the code has seen a single name. The first metric with one, two
 * or three labels has that place to itself, as do metrics with the same names; others enumerate the properties, which costs more than
 * that but is as fast for any shape.
 */
export class LabelTree {
  readonly #names: readonly string[];
  readonly #name0: string;
  readonly #name1: string;
  readonly #name2: string;
  readonly #way: Way;
  readonly #onMiss: (values: unknown[]) => number;
  #root: Branch = new Map();
  #last0: unknown;
  #last1: unknown;
  #last2: unknown;
  #lastSlot = -1;
  /** The last two calls led to one slot: it is worth comparing with its labels before the maps are searched. */
  #repeats = false;

  constructor({ names, rare, onMiss }: LabelTreeOptions) {
    this.#names = names;
    [this.#name0 = "", this.#name1 = "", this.#name2 = ""] = names;
    this.#way = wayOf(names, rare);
    this.#onMiss = onMiss;
  }

  /** @throws whatever a getter of `labels` throws, and a TypeError if it is null or undefined */
  slotOf(labels: LabelRecord): number {
    switch (this.#way) {
      case "key 1":
        return this.#find1(labels[this.#name0]);
      case "key 2":
        return this.#find2(labels[this.#name0], labels[this.#name1]);
      case "key 3":
        return this.#find3(labels[this.#name0], labels[this.#name1], labels[this.#name2]);
      case "enumerate 1":
        return this.#enumerate1(labels);
      case "enumerate 2":
        return this.#enumerate2(labels);
      case "enumerate 3":
        return this.#enumerate3(labels);
      case "enumerate many":
        return this.#enumerateMany(labels);
      default:
        return 0;
    }
  }

  find(values: readonly unknown[]): number | undefined {
    let node: Branch | number | undefined = this.#root;
    for (let index = 0; index < values.length; index++) {
      node = (node as Branch).get(values[index]);
      if (node === undefined) {
        return undefined;
      }
    }
    return node as number;
  }

  link(values: readonly unknown[], slot: number): void {
    const leaf = values.length - 1;
    let node = this.#root;
    for (let index = 0; index < leaf; index++) {
      let next = node.get(values[index]) as Branch | undefined;
      if (next === undefined) {
        next = new Map();
        node.set(values[index], next);
      }
      node = next;
    }
    if (leaf >= 0) {
      node.set(values[leaf], slot);
    }
  }

  clear(): void {
    this.#root = new Map();
    this.#repeats = false;
    this.#lastSlot = -1;
  }

  #enumerate1(labels: LabelRecord): number {
    let first: unknown;
    for (const name in labels) {
      if (name === this.#name0) {
        first = labels[name];
      }
    }
    return this.#find1(first === undefined ? labels[this.#name0] : first);
  }

  #enumerate2(labels: LabelRecord): number {
    let first: unknown;
    let second: unknown;
    for (const name in labels) {
      if (name === this.#name0) {
        first = labels[name];
      } else if (name === this.#name1) {
        second = labels[name];
      }
    }
    // An accessor of a class is no property that is enumerated.
    if (first === undefined || second === undefined) {
      return this.#find2(labels[this.#name0], labels[this.#name1]);
    }
    return this.#find2(first, second);
  }

  #enumerate3(labels: LabelRecord): number {
    let first: unknown;
    let second: unknown;
    let third: unknown;
    for (const name in labels) {
      if (name === this.#name0) {
        first = labels[name];
      } else if (name === this.#name1) {
        second = labels[name];
      } else if (name === this.#name2) {
        third = labels[name];
      }
    }
    if (first === undefined || second === undefined || third === undefined) {
      return this.#find3(labels[this.#name0], labels[this.#name1], labels[this.#name2]);
    }
    return this.#find3(first, second, third);
  }

  #enumerateMany(labels: LabelRecord): number {
    const names = this.#names;
    const values: unknown[] = [];
    let index = 0;
    for (const name in labels) {
      if (name !== names[index]) {
        break;
      }
      values[index++] = labels[name];
    }
    for (; index < names.length; index++) {
      values[index] = labels[names[index] as string];
    }
    return this.find(values) ?? this.#onMiss(values);
  }

  #find1(first: unknown): number {
    if (this.#repeats && first === this.#last0) {
      return this.#lastSlot;
    }
    const slot = this.#root.get(first) as number | undefined;
    if (slot === undefined) {
      return this.#onMiss([first]);
    }
    this.#repeats = slot === this.#lastSlot;
    this.#lastSlot = slot;
    this.#last0 = first;
    return slot;
  }

  #find2(first: unknown, second: unknown): number {
    if (this.#repeats && first === this.#last0 && second === this.#last1) {
      return this.#lastSlot;
    }
    const slot = (this.#root.get(first) as Branch | undefined)?.get(second) as number | undefined;
    if (slot === undefined) {
      return this.#onMiss([first, second]);
    }
    this.#repeats = slot === this.#lastSlot;
    this.#lastSlot = slot;
    this.#last0 = first;
    this.#last1 = second;
    return slot;
  }

  #find3(first: unknown, second: unknown, third: unknown): number {
    if (this.#repeats && first === this.#last0 && second === this.#last1 && third === this.#last2) {
      return this.#lastSlot;
    }
    const slot = ((this.#root.get(first) as Branch | undefined)?.get(second) as Branch | undefined)?.get(third) as number | undefined;
    if (slot === undefined) {
      return this.#onMiss([first, second, third]);
    }
    this.#repeats = slot === this.#lastSlot;
    this.#lastSlot = slot;
    this.#last0 = first;
    this.#last1 = second;
    this.#last2 = third;
    return slot;
  }
}

function wayOf(names: readonly string[], rare: boolean): Way {
  const count = names.length;
  const own = names.join();
  if (!rare && !KEYED.has(count)) {
    KEYED.set(count, own);
  }
  return (KEYED.get(count) === own ? BY_KEY : BY_ENUMERATION)[count] ?? "enumerate many";
}
