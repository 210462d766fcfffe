import type { LabelDomains } from "../definition/label-domain.ts";
import type { HistogramDefinition } from "../definition/metric-definition.ts";
import type { ExemplarStore } from "../exemplars/exemplar-store.ts";
import { labelsAt, safeSlotOf, slotToBind } from "./bound-slot.ts";
import { type BucketFinder, createBucketFinder } from "./bucket-finder.ts";
import type { InstrumentParts } from "./counter.ts";
import { BUCKETS_PLACE, SUM_PLACE } from "./histogram-layout.ts";
import type { BoundHistogram, Histogram } from "./instrument.ts";
import type { Losses } from "./losses.ts";
import type { NativeHistograms } from "./native-histogram.ts";
import { NO_SLOT, type SeriesTable } from "./series-table.ts";

type Observe = (slot: number, value: unknown) => void;

export function createHistogram<L extends LabelDomains>(definition: HistogramDefinition<L>, { metric, losses }: InstrumentParts): Histogram<L> {
  const { table, exemplars, native } = metric;
  const bounds = Float64Array.from([...definition.buckets, Number.POSITIVE_INFINITY]);
  // A negative duration or size is a fault of the caller, and would make the sum fall, which reads as a restart.
  const lowest = (bounds[0] as number) < 0 ? -Number.MAX_VALUE : 0;
  const observe = createObserve(table, createBucketFinder(bounds), lowest, exemplars, losses, native);
  const histogram = {
    definition,
    observe: table.names.length === 0 ? (value: unknown) => observe(0, value) : observeLabelled(table, observe),
    labels: (labels: unknown) => bind(table, observe, slotToBind(table, labels), table.epoch),
    reset: () => metric.reset(),
  };
  return histogram as unknown as Histogram<L>;
}

// What a hot function closes over comes as plain parameters: unlike constants, they need no check at each use for being initialised.

function createObserve(
  table: SeriesTable,
  find: BucketFinder,
  lowest: number,
  exemplars: ExemplarStore,
  losses: Losses,
  native?: NativeHistograms,
): Observe {
  return (slot, value) => {
    if (slot >= 0 && typeof value === "number" && value >= lowest && value < Infinity) {
      const { values } = table;
      const place = slot + BUCKETS_PLACE + find(value);
      (values[slot + SUM_PLACE] as number) += value;
      (values[place] as number) += 1;
      if (native !== undefined) {
        native.observe(slot / table.width, value);
      }
      if (exemplars.asked) {
        exemplars.offer(place, value);
      }
    } else {
      losses.rejected(slot === NO_SLOT ? "labels" : Number.isFinite(value) ? "negative" : "not_finite");
    }
  };
}

function observeLabelled(table: SeriesTable, observe: Observe) {
  return (labels: unknown, value: unknown) => observe(safeSlotOf(table, labels), value);
}

function bind(table: SeriesTable, observe: Observe, slot: number, epoch: number): BoundHistogram {
  const labels = labelsAt(table, slot);
  return {
    observe(value: unknown) {
      if (epoch !== table.epoch) {
        slot = safeSlotOf(table, labels);
        epoch = table.epoch;
      }
      observe(slot, value);
    },
  };
}
