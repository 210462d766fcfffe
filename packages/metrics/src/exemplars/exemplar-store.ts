/** Labels that lead from a sample to a trace; undefined when there is none to lead to. */
export type ExemplarReader = () => Readonly<Record<string, string>> | undefined;

export interface Exemplar {
  readonly labels: readonly (readonly [name: string, value: string])[];
  readonly value: number;
  readonly unixSeconds: number;
}

/** https://prometheus.io/docs/specs/om/open_metrics_spec/#exemplars */
const MAX_CHARACTERS = 128;

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * One exemplar for each number of a series table, at most one for each scrape that can carry them: a scrape asks for new ones, and the
 * first sample after it that has a trace answers. Until then recording a sample costs one comparison more.
 */
export class ExemplarStore {
  /** Whether any number wants an exemplar: recording a sample looks at nothing else until a scrape has asked. */
  asked = false;
  /** 1 for the numbers that want an exemplar. */
  #wanted = new Uint8Array(0);
  readonly #read: ExemplarReader;
  readonly #taken = new Map<number, Exemplar>();

  constructor(read: ExemplarReader) {
    this.#read = read;
  }

  /** Asks for an exemplar of each number below `length`. */
  want(length: number): void {
    if (this.#wanted.length !== length) {
      this.#wanted = new Uint8Array(length);
    }
    this.#wanted.fill(1);
    this.asked = true;
  }

  /** Takes an exemplar for a number if it wants one; it still does if there is no trace now. */
  offer(place: number, value: number): void {
    if (this.#wanted[place] !== 1) {
      return;
    }
    const labels = exemplarLabels(this.#read);
    if (labels !== undefined) {
      this.#wanted[place] = 0;
      this.#taken.set(place, { labels, value, unixSeconds: Date.now() / 1000 });
    }
  }

  get(place: number): Exemplar | undefined {
    return this.#taken.get(place);
  }

  clear(): void {
    this.asked = false;
    this.#wanted = new Uint8Array(0);
    this.#taken.clear();
  }
}

function exemplarLabels(read: ExemplarReader): Exemplar["labels"] | undefined {
  try {
    const entries = Object.entries(read() ?? {});
    const characters = entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
    const fits =
      entries.length > 0 && characters <= MAX_CHARACTERS && entries.every(([name, value]) => LABEL_NAME.test(name) && value.isWellFormed());
    return fits ? entries : undefined;
  } catch {
    return undefined;
  }
}
