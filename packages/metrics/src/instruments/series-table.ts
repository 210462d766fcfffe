import { isOpen, type LabelDomains, OTHER } from "../definition/label-domain.ts";
import { createLabelAdmission, type LabelAdmission } from "./label-admission.ts";
import { LabelText } from "./label-text.ts";

/** No series: the labels do not fit the definition. */
export const NO_SLOT = -1;

export type LabelRecord = Readonly<Record<string, unknown>>;

type Branch = Map<unknown, Branch | number>;

export interface SeriesTableOptions {
  readonly labels: LabelDomains;
  /** Numbers that one series keeps. */
  readonly width: number;
  /** Series kept before open labels fold. */
  readonly maxSeries: number;
  /** A sample was counted under a folded label. */
  readonly onFold: () => void;
}

/** For each number of labels, the names of the first metric that has as many: {@link SeriesTable.slotOf}. */
const READ_BY_KEY = new Map<number, string>();

/**
 * The series of one metric: label values lead to a slot, a slot to `width` numbers that lie side by side in one array.
 *
 * Values are looked up in a tree of maps, one level for each label in definition order, and the last set of labels is remembered.
 * No key is built from the values, so that no two sets can meet, and nothing is allocated for a set that is known.
 */
export class SeriesTable {
  readonly names: readonly string[];
  readonly width: number;
  /** Text of the labels of each series. */
  readonly text: LabelText;
  /** Holds `size * width` numbers in use. Replaced when it grows: read it anew for each call. */
  values: Float64Array;
  /** Number of series. */
  size = 0;
  /** Rises when the series are dropped; slots of an earlier epoch are void. */
  epoch = 0;

  readonly #options: SeriesTableOptions;
  readonly #admission: LabelAdmission;
  readonly #name0: string;
  readonly #name1: string;
  readonly #name2: string;
  readonly #byKey: boolean;
  #last0: unknown;
  #last1: unknown;
  #last2: unknown;
  #lastSlot = NO_SLOT;
  /** The last two calls had the same labels: it is worth comparing with them before the tree is searched. */
  #repeats = false;
  #root: Branch = new Map();
  readonly #raw: unknown[];
  #foldOrder: readonly number[] | undefined;

  constructor(options: SeriesTableOptions) {
    this.names = Object.keys(options.labels);
    this.width = options.width;
    this.values = new Float64Array(options.width * 2);
    this.text = new LabelText(options.labels);
    this.#options = options;
    this.#admission = createLabelAdmission(options.labels);
    this.#raw = this.names.map(() => undefined);
    [this.#name0 = "", this.#name1 = "", this.#name2 = ""] = this.names;
    this.#byKey = takeKeyedReads(this.names);
    this.#initialise();
  }

  /**
   * Index in `values` of the series with these labels, which is made if need be; {@link NO_SLOT} if they do not fit.
   *
   * An access by a name that varies is fast in V8 only while its place in the code sees a single name. The first metric with one,
   * two or three labels has that place to itself, as do metrics with the same label names; others enumerate the properties, which
   * is fast for any shape.
   *
   * @throws whatever a getter of `labels` throws
   */
  slotOf(labels: LabelRecord): number {
    switch (this.names.length) {
      case 0:
        return 0;
      case 1:
        return this.#slotOf1(labels);
      case 2:
        return this.#slotOf2(labels);
      case 3:
        return this.#slotOf3(labels);
      default:
        return this.#slotOfMany(labels);
    }
  }

  /** Label values of a series, in definition order. */
  labelValues(series: number): string[] {
    return this.text.values(series);
  }

  /** Drops all series; those that are known beforehand begin again at 0. */
  reset(): void {
    this.epoch++;
    this.size = 0;
    this.values.fill(0);
    this.#root = new Map();
    this.#repeats = false;
    this.#lastSlot = NO_SLOT;
    this.#foldOrder = undefined;
    this.#admission.reset();
    this.#initialise();
  }

  #slotOf1(labels: LabelRecord): number {
    let first: unknown;
    if (this.#byKey) {
      first = labels[this.#name0];
    } else {
      for (const name in labels) {
        if (name === this.#name0) {
          first = labels[name];
        }
      }
    }
    if (this.#repeats && first === this.#last0) {
      return this.#lastSlot;
    }
    const slot = this.#root.get(first) as number | undefined;
    if (slot === undefined) {
      return this.#resolve(labels);
    }
    this.#repeats = slot === this.#lastSlot;
    this.#last0 = first;
    this.#lastSlot = slot;
    return slot;
  }

  #slotOf2(labels: LabelRecord): number {
    let first: unknown;
    let second: unknown;
    if (this.#byKey) {
      first = labels[this.#name0];
      second = labels[this.#name1];
    } else {
      for (const name in labels) {
        if (name === this.#name0) {
          first = labels[name];
        } else if (name === this.#name1) {
          second = labels[name];
        }
      }
    }
    if (this.#repeats && first === this.#last0 && second === this.#last1) {
      return this.#lastSlot;
    }
    const slot = (this.#root.get(first) as Branch | undefined)?.get(second) as number | undefined;
    if (slot === undefined) {
      return this.#resolve(labels);
    }
    this.#repeats = slot === this.#lastSlot;
    this.#last0 = first;
    this.#last1 = second;
    this.#lastSlot = slot;
    return slot;
  }

  #slotOf3(labels: LabelRecord): number {
    let first: unknown;
    let second: unknown;
    let third: unknown;
    if (this.#byKey) {
      first = labels[this.#name0];
      second = labels[this.#name1];
      third = labels[this.#name2];
    } else {
      for (const name in labels) {
        if (name === this.#name0) {
          first = labels[name];
        } else if (name === this.#name1) {
          second = labels[name];
        } else if (name === this.#name2) {
          third = labels[name];
        }
      }
    }
    if (this.#repeats && first === this.#last0 && second === this.#last1 && third === this.#last2) {
      return this.#lastSlot;
    }
    const slot = ((this.#root.get(first) as Branch | undefined)?.get(second) as Branch | undefined)?.get(third) as number | undefined;
    if (slot === undefined) {
      return this.#resolve(labels);
    }
    this.#repeats = slot === this.#lastSlot;
    this.#last0 = first;
    this.#last1 = second;
    this.#last2 = third;
    this.#lastSlot = slot;
    return slot;
  }

  #slotOfMany(labels: LabelRecord): number {
    const { names } = this;
    const raw = this.#raw;
    let index = 0;
    for (const name in labels) {
      if (name !== names[index]) {
        return this.#resolve(labels);
      }
      raw[index++] = labels[name];
    }
    return this.#find(raw) ?? this.#resolve(labels);
  }

  /** The way of labels that are seen for the first time, are folded, do not fit, or are not plain properties in definition order. */
  #resolve(labels: LabelRecord): number {
    this.#repeats = false;
    const raw = this.#raw;
    for (let index = 0; index < raw.length; index++) {
      raw[index] = labels[this.names[index] as string];
    }
    const known = this.#find(raw);
    if (known !== undefined) {
      return known;
    }
    const values: string[] = [];
    const folded = this.#admission.canonicalise(raw, values);
    if (folded === undefined) {
      return NO_SLOT;
    }
    const slot = this.#find(values) ?? this.#make(values);
    if (folded || values.some((value, index) => value === OTHER && raw[index] !== OTHER)) {
      this.#options.onFold();
    } else if (raw.every((value, index) => typeof value === "number" || value === values[index])) {
      // A number that names a series is linked beside its text; a text has one number at most, which bounds them.
      this.#link(raw, slot);
    }
    return slot;
  }

  #find(values: readonly unknown[]): number | undefined {
    let node: Branch | number | undefined = this.#root;
    for (let index = 0; index < values.length; index++) {
      node = (node as Branch).get(values[index]);
      if (node === undefined) {
        return undefined;
      }
    }
    return node as number;
  }

  /**
   * Makes a series. At the cap it finds or makes the one that takes its place: open labels fold one by one, the one with the most
   * values first, while an eighth of the cap is left for that; then all of them fold. Closed labels never do.
   */
  #make(values: string[]): number {
    this.#foldOrder ??= this.#admission.widestFirst();
    const order = this.#foldOrder;
    const { maxSeries } = this.#options;
    let limit = order.length > 1 ? maxSeries - (maxSeries >> 3) : maxSeries;
    for (let folds = 0; folds < order.length && this.size >= limit; folds++) {
      values[order[folds] as number] = OTHER;
      const slot = this.#find(values);
      if (slot !== undefined) {
        return slot;
      }
      limit = maxSeries;
    }
    this.#foldOrder = undefined;
    this.#admission.admit(values);
    return this.#append(values);
  }

  #append(values: readonly string[]): number {
    const slot = this.size * this.width;
    if (slot + this.width > this.values.length) {
      const grown = new Float64Array(Math.ceil((this.values.length / this.width) * 1.5) * this.width);
      grown.set(this.values);
      this.values = grown;
    }
    this.text.write(this.size, values);
    this.size++;
    this.#link(values, slot);
    return slot;
  }

  #link(values: readonly unknown[], slot: number): void {
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

  /** Series that are known beforehand exist from the start, at 0: a first increment is then visible to `increase()`. */
  #initialise(): void {
    const domains = Object.values(this.#options.labels);
    const sets = domains.reduce((product, domain) => product * (isOpen(domain) ? Number.POSITIVE_INFINITY : domain.length), 1);
    if (sets > this.#options.maxSeries) {
      return;
    }
    for (let set = 0; set < sets; set++) {
      let rest = set;
      const values: string[] = [];
      for (let index = domains.length - 1; index >= 0; index--) {
        const domain = domains[index] as readonly string[];
        values[index] = domain[rest % domain.length] as string;
        rest = Math.floor(rest / domain.length);
      }
      this.#append(values);
    }
  }
}

function takeKeyedReads(names: readonly string[]): boolean {
  const owner = READ_BY_KEY.get(names.length);
  const own = names.join();
  if (owner === undefined) {
    READ_BY_KEY.set(names.length, own);
  }
  return owner === undefined || owner === own;
}
