import type { LabelDomains } from "../definition/label-domain.ts";
import type { CounterDefinition } from "../definition/metric-definition.ts";
import type { BoundCounter, Counter } from "./instrument.ts";
import type { InstrumentParts } from "./instrument-parts.ts";
import { NO_SLOT } from "./series-table.ts";

export function createCounter<L extends LabelDomains>(definition: CounterDefinition<L>, parts: InstrumentParts): Counter<L> {
  const { table, losses } = parts;
  const add = (slot: number, value: unknown): void => {
    if (slot === NO_SLOT) {
      losses.rejected("labels");
    } else if (typeof value !== "number" || !(value < Number.POSITIVE_INFINITY)) {
      losses.rejected("not_finite");
    } else if (value >= 0) {
      (table.values[slot] as number) += value;
    } else {
      losses.rejected(value === Number.NEGATIVE_INFINITY ? "not_finite" : "negative");
    }
  };
  const unlabelled = table.names.length === 0;
  const counter = {
    definition,
    inc: unlabelled ? (value: unknown = 1) => add(0, value) : (labels: unknown, value: unknown = 1) => add(parts.slotOf(labels), value),
    labels: (labels: unknown): BoundCounter => {
      const slot = parts.boundSlot(labels);
      return { inc: (value: unknown = 1) => add(slot(), value) };
    },
    reset: () => table.reset(),
    onCollect: parts.onCollect,
  };
  return counter as unknown as Counter<L>;
}
