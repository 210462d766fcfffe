import { type LabelRecord, NO_SLOT, type SeriesTable } from "./series-table.ts";

/** Slot of whatever a caller gave for labels. Never throws. */
export function safeSlotOf(table: SeriesTable, labels: unknown): number {
  try {
    return table.slotOf(labels as LabelRecord);
  } catch {
    return NO_SLOT;
  }
}

/** The slot of labels that are looked up once, and again after a reset. */
export class BoundSlot {
  readonly #table: SeriesTable;
  readonly #labels: Readonly<Record<string, string>> | undefined;
  #epoch: number;
  #slot: number;

  constructor(table: SeriesTable, labels: unknown) {
    this.#table = table;
    this.#epoch = table.epoch;
    this.#slot = table.names.length === 0 ? 0 : safeSlotOf(table, labels);
    if (this.#slot !== NO_SLOT) {
      const values = table.labelValues(this.#slot / table.width);
      this.#labels = Object.fromEntries(table.names.map((name, index) => [name, values[index] as string]));
    }
  }

  get(): number {
    return this.#epoch === this.#table.epoch ? this.#slot : this.#lookUpAgain();
  }

  #lookUpAgain(): number {
    this.#epoch = this.#table.epoch;
    if (this.#labels !== undefined) {
      this.#slot = safeSlotOf(this.#table, this.#labels);
    }
    return this.#slot;
  }
}
