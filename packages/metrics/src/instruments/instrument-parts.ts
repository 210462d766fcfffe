import type { Stoppable } from "./instrument.ts";
import type { Losses } from "./losses.ts";
import { NO_SLOT, type SeriesTable } from "./series-table.ts";

export interface InstrumentParts {
  readonly table: SeriesTable;
  readonly losses: Losses;
  /** Slot of any value that a caller gave for labels; never throws. */
  slotOf(labels: unknown): number;
  /** Keeps the slot of fixed labels, and looks it up again after a reset. */
  boundSlot(labels: unknown): () => number;
  onCollect(callback: (instrument: never) => void | Promise<void>): Stoppable;
}

export function slotOf(table: SeriesTable, labels: unknown): number {
  try {
    return typeof labels === "object" && labels !== null ? table.slotOf(labels as Readonly<Record<string, unknown>>) : NO_SLOT;
  } catch {
    return NO_SLOT;
  }
}

export function boundSlot(table: SeriesTable, labels: unknown): () => number {
  let epoch = table.epoch;
  let slot = slotOf(table, labels);
  const kept: Record<string, unknown> = {};
  if (slot !== NO_SLOT) {
    for (const name of table.names) {
      kept[name] = (labels as Record<string, unknown>)[name];
    }
  }
  return () => {
    if (epoch !== table.epoch && slot !== NO_SLOT) {
      epoch = table.epoch;
      slot = slotOf(table, kept);
    }
    return slot;
  };
}
