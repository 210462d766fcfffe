import type { LabelDomains } from "../definition/label-domain.ts";
import type { HistogramDefinition } from "../definition/metric-definition.ts";
import type { BoundHistogram, Histogram } from "./instrument.ts";
import type { InstrumentParts } from "./instrument-parts.ts";
import { NO_SLOT } from "./series-table.ts";

/** Numbers of one series: a count for each bucket, +Inf included, and the sum. The counts are not cumulated. */
export function histogramWidth(definition: HistogramDefinition): number {
  return definition.buckets.length + 2;
}

export function createHistogram<L extends LabelDomains>(definition: HistogramDefinition<L>, parts: InstrumentParts): Histogram<L> {
  const { table, losses } = parts;
  const bounds = Float64Array.from(definition.buckets);
  const last = bounds.length;
  /** A negative duration or size is a fault of the caller, and would make the sum fall, which reads as a restart. */
  const lowest = (bounds[0] as number) < 0 ? Number.NEGATIVE_INFINITY : 0;
  const record = (slot: number, value: unknown): void => {
    if (slot === NO_SLOT) {
      losses.rejected("labels");
    } else if (typeof value !== "number" || !Number.isFinite(value)) {
      losses.rejected("not_finite");
    } else if (value < lowest) {
      losses.rejected("negative");
    } else {
      let bucket = 0;
      while (bucket < last && value > (bounds[bucket] as number)) {
        bucket++;
      }
      const { values } = table;
      (values[slot + bucket] as number) += 1;
      (values[slot + last + 1] as number) += value;
    }
  };
  const unlabelled = table.names.length === 0;
  const histogram = {
    definition,
    observe: unlabelled ? (value: unknown) => record(0, value) : (labels: unknown, value: unknown) => record(parts.slotOf(labels), value),
    labels: (labels: unknown): BoundHistogram => {
      const slot = parts.boundSlot(labels);
      return { observe: (value: unknown) => record(slot(), value) };
    },
    reset: () => table.reset(),
  };
  return histogram as unknown as Histogram<L>;
}
