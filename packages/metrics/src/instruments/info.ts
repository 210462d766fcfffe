import type { LabelDomains } from "../definition/label-domain.ts";
import type { InfoDefinition } from "../definition/metric-definition.ts";
import { safeSlotOf } from "./bound-slot.ts";
import type { InstrumentParts } from "./counter.ts";
import type { Info } from "./instrument.ts";
import { NO_SLOT } from "./series-table.ts";

export function createInfo<L extends LabelDomains>(definition: InfoDefinition<L>, { metric, losses }: InstrumentParts): Info<L> {
  const { table } = metric;
  return {
    definition,
    set(labels) {
      const slot = safeSlotOf(table, labels);
      if (slot === NO_SLOT) {
        losses.rejected("labels");
      } else {
        table.values[slot] = 1;
      }
    },
    reset: () => metric.reset(),
  };
}
