import type { LabelDomains } from "../definition/label-domain.ts";
import type { HistogramDefinition } from "../definition/metric-definition.ts";
import { BoundSlot, safeSlotOf } from "./bound-slot.ts";
import type { InstrumentParts } from "./counter.ts";
import type { BoundHistogram, Histogram } from "./instrument.ts";
import { NO_SLOT } from "./series-table.ts";

/** Numbers of one series: a count for each bucket, +Inf included, and the sum. The counts are not cumulated. */
export function histogramWidth(definition: HistogramDefinition): number {
  return definition.buckets.length + 2;
}

export function createHistogram<L extends LabelDomains>(definition: HistogramDefinition<L>, { metric, losses }: InstrumentParts): Histogram<L> {
  const { table, exemplars } = metric;
  const bounds = Float64Array.from(definition.buckets);
  const infinity = bounds.length;
  // A negative duration or size is a fault of the caller, and would make the sum fall, which reads as a restart.
  const lowest = (bounds[0] as number) < 0 ? -Number.MAX_VALUE : 0;

  const record = (slot: number, value: unknown): void => {
    if (slot !== NO_SLOT && typeof value === "number" && value >= lowest && value < Number.POSITIVE_INFINITY) {
      let bucket = 0;
      while (bucket < infinity && value > (bounds[bucket] as number)) {
        bucket++;
      }
      const { values } = table;
      const place = slot + bucket;
      (values[place] as number) += 1;
      (values[slot + infinity + 1] as number) += value;
      if (place < exemplars.wanted.length && exemplars.wanted[place] === 1) {
        exemplars.take(place, value);
      }
    } else if (slot === NO_SLOT) {
      losses.rejected("labels");
    } else {
      losses.rejected(typeof value === "number" && Number.isFinite(value) ? "negative" : "not_finite");
    }
  };

  const bind = (labels: unknown): BoundHistogram => {
    const slot = new BoundSlot(table, labels);
    return { observe: (value: unknown) => record(slot.get(), value) };
  };

  const histogram = {
    definition,
    observe:
      table.names.length === 0 ? (value: unknown) => record(0, value) : (labels: unknown, value: unknown) => record(safeSlotOf(table, labels), value),
    labels: bind,
    reset: () => metric.reset(),
  };
  return histogram as unknown as Histogram<L>;
}
