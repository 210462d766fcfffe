import type { LabelRecord } from "./label-tree.ts";
import { NO_SLOT, type SeriesTable } from "./series-table.ts";

/** Slot of whatever a caller gave for labels. Never throws. */
export function safeSlotOf(table: SeriesTable, labels: unknown): number {
  try {
    return typeof labels === "object" ? table.slotOf(labels as LabelRecord) : NO_SLOT;
  } catch {
    return NO_SLOT;
  }
}

/** Slot of the labels that a child is bound to; a metric without labels asks for none. */
export function slotToBind(table: SeriesTable, labels: unknown): number {
  return table.names.length === 0 ? 0 : safeSlotOf(table, labels);
}

/** Labels of a slot, by which a bound child finds its series again after a reset; undefined for labels that do not fit. */
export function labelsAt(table: SeriesTable, slot: number): LabelRecord | undefined {
  if (slot === NO_SLOT) {
    return undefined;
  }
  const values = table.labelValues(slot / table.width);
  return Object.fromEntries(table.names.map((name, index) => [name, values[index] as string]));
}
