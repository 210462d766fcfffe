import type { LabelDomains } from "../definition/label-domain.ts";
import type { CounterDefinition } from "../definition/metric-definition.ts";
import type { RegisteredMetric } from "../registry/registered-metric.ts";
import { BoundSlot, safeSlotOf } from "./bound-slot.ts";
import type { BoundCounter, Counter } from "./instrument.ts";
import type { Losses } from "./losses.ts";
import { NO_SLOT } from "./series-table.ts";

export interface InstrumentParts {
  readonly metric: RegisteredMetric;
  readonly losses: Losses;
}

export function createCounter<L extends LabelDomains>(definition: CounterDefinition<L>, { metric, losses }: InstrumentParts): Counter<L> {
  const { table, exemplars } = metric;

  const add = (slot: number, value: unknown): void => {
    if (slot !== NO_SLOT && typeof value === "number" && value >= 0 && value < Number.POSITIVE_INFINITY) {
      (table.values[slot] as number) += value;
      if (slot < exemplars.wanted.length && exemplars.wanted[slot] === 1) {
        exemplars.take(slot, value);
      }
    } else if (slot === NO_SLOT) {
      losses.rejected("labels");
    } else {
      losses.rejected(typeof value === "number" && Number.isFinite(value) ? "negative" : "not_finite");
    }
  };

  const bind = (labels: unknown): BoundCounter => {
    const slot = new BoundSlot(table, labels);
    return { inc: (value: unknown = 1) => add(slot.get(), value) };
  };

  const counter = {
    definition,
    inc:
      table.names.length === 0
        ? (value: unknown = 1) => add(0, value)
        : (labels: unknown, value: unknown = 1) => add(safeSlotOf(table, labels), value),
    labels: bind,
    reset: () => metric.reset(),
    onCollect: (callback: (counter: Counter<L>) => void | Promise<void>) => metric.collectWith(() => callback(counter as unknown as Counter<L>)),
  };
  return counter as unknown as Counter<L>;
}
