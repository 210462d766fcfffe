import { domainSize, isOpen, type LabelDomain, type LabelDomains, OTHER } from "../definition/label-domain.ts";
import { LabelText } from "./label-text.ts";
import { type LabelRecord, LabelTree } from "./label-tree.ts";
import { createLabelValues, type LabelValues } from "./label-values.ts";

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
  /** Whether series that are known beforehand exist from the start; they do when left out. */
  readonly initialised?: boolean;
  /** Samples are few: {@link LabelTree}. */
  readonly rare?: boolean;
}

/** The series of one metric: labels lead to a slot, a slot to `width` numbers that lie side by side in one array. */
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
  readonly #tree: LabelTree;
  /** For each level of the tree, the index of its label in definition order. */
  readonly #levels: readonly number[];
  /** For each label in definition order, its level in the tree. */
  readonly #levelOf: readonly number[];
  /** Of each level. */
  readonly #labelValues: readonly LabelValues[];
  /** Levels of open labels, the one with the most values first; made anew after a series was. */
  #foldOrder: readonly number[] | undefined;

  constructor(options: SeriesTableOptions) {
    const domains = Object.values(options.labels);
    this.names = Object.keys(options.labels);
    this.width = options.width;
    this.values = new Float64Array(options.width * 2);
    this.text = new LabelText(options.labels);
    this.#options = options;
    this.#levels = [...domains.keys()].sort((a, b) => domainSize(domains[a] as LabelDomain) - domainSize(domains[b] as LabelDomain));
    this.#levelOf = this.#levels.map((_, label) => this.#levels.indexOf(label));
    this.#labelValues = this.#levels.map((label) => createLabelValues(domains[label] as LabelDomain));
    this.#tree = new LabelTree({
      names: this.#levels.map((label) => this.names[label] as string),
      rare: options.rare === true,
      onMiss: (values) => this.#resolve(values),
    });
    this.#initialise();
  }

  /**
   * Place in `values` of the series with these labels, which is made if need be; {@link NO_SLOT} if they do not fit.
   *
   * @throws whatever a getter of `labels` throws, and a TypeError if it is null or undefined
   */
  slotOf(labels: LabelRecord): number {
    return this.#tree.slotOf(labels);
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
    this.#tree.clear();
    this.#foldOrder = undefined;
    for (const values of this.#labelValues) {
      values.reset();
    }
    this.#initialise();
  }

  /** The slot of values, in the order of the tree, that are seen for the first time, are folded, or do not fit. */
  #resolve(raw: readonly unknown[]): number {
    const levels = this.#levels;
    const texts: string[] = [];
    let folds = false;
    let plain = true;
    for (let level = 0; level < levels.length; level++) {
      const text = this.#labelValues[level]?.textOf(raw[level]);
      if (text === undefined) {
        return NO_SLOT;
      }
      texts[level] = text;
      folds ||= text === OTHER && raw[level] !== OTHER;
      plain &&= text === raw[level] || typeof raw[level] === "number";
    }
    let slot = this.#tree.find(texts);
    if (slot === undefined) {
      const full = this.#foldAtCap(texts);
      folds ||= full;
      slot = this.#tree.find(texts) ?? this.#append(texts);
    }
    if (folds) {
      this.#options.onFold();
    } else if (plain) {
      // A number that names a series is linked beside its text; a text has one number at most, which bounds them.
      this.#tree.link(raw, slot);
    }
    return slot;
  }

  /**
   * Folds labels of a set that would be a series too many: open labels one by one, the one with the most values first, while an eighth
   * of the cap is left for that; then all of them. Closed labels never fold.
   *
   * @param texts - in the order of the tree; folded in place
   */
  #foldAtCap(texts: string[]): boolean {
    const { maxSeries } = this.#options;
    const reserve = maxSeries >> 3;
    if (this.size < maxSeries - reserve) {
      return false;
    }
    this.#foldOrder ??= widestFirst(this.#labelValues);
    const order = this.#foldOrder;
    let limit = order.length > 1 ? maxSeries - reserve : maxSeries;
    let folds = 0;
    while (folds < order.length && this.size >= limit) {
      texts[order[folds++] as number] = OTHER;
      if (this.#tree.find(texts) !== undefined) {
        break;
      }
      limit = maxSeries;
    }
    return folds > 0;
  }

  /** @param texts - in the order of the tree */
  #append(texts: readonly string[]): number {
    const slot = this.size * this.width;
    if (slot + this.width > this.values.length) {
      const grown = new Float64Array(Math.ceil((this.size + 1) * 1.5) * this.width);
      grown.set(this.values);
      this.values = grown;
    }
    for (let level = 0; level < texts.length; level++) {
      this.#labelValues[level]?.admit(texts[level] as string);
    }
    this.text.write(
      this.size,
      this.#levelOf.map((level) => texts[level] as string),
    );
    this.#tree.link(texts, slot);
    this.#foldOrder = undefined;
    this.size++;
    return slot;
  }

  /** Series that are known beforehand exist from the start, at 0: a first increment is then visible to `increase()`. */
  #initialise(): void {
    const domains = Object.values(this.#options.labels);
    const sets = domains.reduce((product, domain) => product * (isOpen(domain) ? Number.POSITIVE_INFINITY : domain.length), 1);
    if (sets > this.#options.maxSeries || this.#options.initialised === false) {
      return;
    }
    for (let set = 0; set < sets; set++) {
      let rest = set;
      const texts: string[] = [];
      for (let label = domains.length - 1; label >= 0; label--) {
        const domain = domains[label] as readonly string[];
        texts[this.#levelOf[label] as number] = domain[rest % domain.length] as string;
        rest = Math.floor(rest / domain.length);
      }
      this.#append(texts);
    }
  }
}

function widestFirst(labelValues: readonly LabelValues[]): number[] {
  return [...labelValues.keys()]
    .filter((level) => labelValues[level]?.open)
    .sort((a, b) => (labelValues[b]?.size ?? 0) - (labelValues[a]?.size ?? 0));
}
