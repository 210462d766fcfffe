import { isOpen, type LabelDomains, OTHER } from "../definition/label-domain.ts";
import { createLabelAdmission, type LabelAdmission } from "./label-admission.ts";
import { LabelText } from "./label-text.ts";
import { LabelTree } from "./label-tree.ts";

/** No series: the labels do not fit the definition. */
export const NO_SLOT = -1;

export interface SeriesTableOptions {
  readonly labels: LabelDomains;
  /** Numbers that one series keeps. */
  readonly width: number;
  /** Series kept before open labels fold. */
  readonly maxSeries: number;
  /** A sample was counted under a folded label. */
  readonly onFold: () => void;
  /** Samples are few: {@link LabelTree}. */
  readonly rare?: boolean;
}

/** The series of one metric: labels lead to a slot, a slot to `width` numbers that lie side by side in one array. */
export class SeriesTable {
  readonly names: readonly string[];
  readonly width: number;
  /** Slot of labels, which is made if need be; {@link NO_SLOT} if they do not fit. */
  readonly tree: LabelTree;
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
  /** Open labels, the one with the most values first; made anew after a series was. */
  #foldOrder: readonly number[] | undefined;

  constructor(options: SeriesTableOptions) {
    this.names = Object.keys(options.labels);
    this.width = options.width;
    this.values = new Float64Array(options.width * 2);
    this.text = new LabelText(options.labels);
    this.tree = new LabelTree({ names: this.names, rare: options.rare === true, onMiss: (values) => this.#resolve(values) });
    this.#options = options;
    this.#admission = createLabelAdmission(options.labels);
    this.#initialise();
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
    this.tree.clear();
    this.#foldOrder = undefined;
    this.#admission.reset();
    this.#initialise();
  }

  /** The slot of values that are seen for the first time, are folded, or do not fit. */
  #resolve(raw: readonly unknown[]): number {
    const values: string[] = [];
    const folded = this.#admission.canonicalise(raw, values);
    if (folded === undefined) {
      return NO_SLOT;
    }
    const slot = this.tree.find(values) ?? this.#make(values);
    if (folded || values.some((value, index) => value === OTHER && raw[index] !== OTHER)) {
      this.#options.onFold();
    } else if (raw.every((value, index) => typeof value === "number" || value === values[index])) {
      // A number that names a series is linked beside its text; a text has one number at most, which bounds them.
      this.tree.link(raw, slot);
    }
    return slot;
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
      const slot = this.tree.find(values);
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
    this.tree.link(values, slot);
    return slot;
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
