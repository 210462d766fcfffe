import { isOpen, type LabelDomains, OTHER } from "../definition/label-domain.ts";
import { createLabelAdmission, type LabelAdmission } from "./label-admission.ts";

/** No series: the labels do not fit the definition. */
export const NO_SLOT = -1;

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

/**
 * The series of one metric: label values lead to a slot, a slot to `width` numbers that lie side by side in one array.
 *
 * Values are looked up in a tree of maps, one level for each label in definition order, and the last set of labels is remembered.
 * No key is built from the values, so that no two sets can meet, and nothing is allocated for a set that is known.
 */
export class SeriesTable {
  readonly names: readonly string[];
  readonly width: number;
  /** Holds `size * width` numbers in use. Replaced when it grows: read it anew for each call. */
  values: Float64Array;
  size = 0;
  /** Rises when the series are dropped; slots of an earlier epoch are void. */
  epoch = 0;

  readonly #admission: LabelAdmission;
  readonly #options: SeriesTableOptions;
  readonly #last: unknown[];
  readonly #canonical: string[] = [];
  #lastSlot = NO_SLOT;
  #lastValid = false;
  #root: Branch = new Map();
  #labelValues: string[] = [];

  constructor(options: SeriesTableOptions) {
    this.names = Object.keys(options.labels);
    this.width = options.width;
    this.values = new Float64Array(options.width * 4);
    this.#options = options;
    this.#admission = createLabelAdmission(options.labels);
    this.#last = this.names.map(() => undefined);
    this.#initialise();
  }

  /**
   * Index in `values` of the series with these labels, which is made if need be; {@link NO_SLOT} if they do not fit.
   *
   * @throws whatever a getter of `labels` throws
   */
  slotOf(labels: Readonly<Record<string, unknown>>): number {
    const names = this.names;
    const last = this.#last;
    let same = this.#lastValid;
    for (let index = 0; index < names.length; index++) {
      const value = labels[names[index] as string];
      if (value !== last[index]) {
        this.#lastValid = false;
        last[index] = value;
        same = false;
      }
    }
    if (same) {
      return this.#lastSlot;
    }
    let node: Branch | number | undefined = this.#root;
    for (let index = 0; index < names.length; index++) {
      node = (node as Branch).get(last[index]);
      if (node === undefined) {
        return this.#resolve();
      }
    }
    this.#lastSlot = node as number;
    this.#lastValid = true;
    return node as number;
  }

  /** Values of the labels of a series, in definition order. */
  labelValues(slot: number): readonly string[] {
    const start = (slot / this.width) * this.names.length;
    return this.#labelValues.slice(start, start + this.names.length);
  }

  reset(): void {
    this.epoch++;
    this.size = 0;
    this.values.fill(0);
    this.#root = new Map();
    this.#labelValues = [];
    this.#lastValid = false;
    this.#admission.reset();
    this.#initialise();
  }

  /** The way of labels that are seen for the first time, or folded. */
  #resolve(): number {
    const canonical = this.#canonical;
    const folded = this.#admission.canonicalise(this.#last, canonical);
    if (folded === undefined) {
      return NO_SLOT;
    }
    const slot = this.#find(canonical) ?? this.#add(canonical);
    if (folded || canonical.some((value, index) => value === OTHER && this.#last[index] !== OTHER)) {
      this.#options.onFold();
    } else {
      this.#addNumericAlias(slot);
    }
    return slot;
  }

  #find(values: readonly unknown[]): number | undefined {
    let node: Branch | number | undefined = this.#root;
    for (let index = 0; index < this.names.length && node !== undefined; index++) {
      node = (node as Branch).get(values[index]);
    }
    return node as number | undefined;
  }

  /** Makes a series, or finds the one that takes its place at the cap: the open label with the most values folds first. */
  #add(values: string[]): number {
    const { maxSeries } = this.#options;
    const open = this.#admission.widestFirst();
    const reserve = open.length > 1 ? maxSeries >> 3 : 0;
    for (const [folds, index] of [undefined, ...open].entries()) {
      if (index !== undefined) {
        values[index] = OTHER;
      }
      const found = this.#find(values);
      if (found !== undefined) {
        return found;
      }
      const limit = folds === open.length ? Number.POSITIVE_INFINITY : folds === 0 ? maxSeries - reserve : maxSeries;
      if (this.size < limit) {
        break;
      }
    }
    this.#admission.admit(values);
    const slot = this.#append(values);
    this.#link(values, slot);
    return slot;
  }

  #append(values: readonly string[]): number {
    const slot = this.size * this.width;
    if (slot + this.width > this.values.length) {
      const grown = new Float64Array(this.values.length * 2);
      grown.set(this.values);
      this.values = grown;
    }
    this.#labelValues.push(...values);
    this.size++;
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

  /** A number that names a series is linked as such; there is one for a text at most, which bounds them. */
  #addNumericAlias(slot: number): void {
    if (
      this.#last.some((value) => typeof value === "number") &&
      this.#last.every((value) => typeof value === "number" || typeof value === "string")
    ) {
      const wellFormed = this.#last.every((value, index) => typeof value === "number" || value === this.#canonical[index]);
      if (wellFormed) {
        this.#link(this.#last, slot);
      }
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
      this.#link(values, this.#append(values));
    }
  }
}
