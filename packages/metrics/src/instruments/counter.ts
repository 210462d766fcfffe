import type { LabelDomains } from "../definition/label-domain.ts";
import type { CounterDefinition } from "../definition/metric-definition.ts";
import type { ExemplarStore } from "../exemplars/exemplar-store.ts";
import type { RegisteredMetric } from "../registry/registered-metric.ts";
import { labelsAt, safeSlotOf, slotToBind } from "./bound-slot.ts";
import type { BoundCounter, Counter } from "./instrument.ts";
import type { Losses } from "./losses.ts";
import { NO_SLOT, type SeriesTable } from "./series-table.ts";

export interface InstrumentParts {
  readonly metric: RegisteredMetric;
  readonly losses: Losses;
}

type Add = (slot: number, value: unknown) => void;

export function createCounter<L extends LabelDomains>(definition: CounterDefinition<L>, { metric, losses }: InstrumentParts): Counter<L> {
  const { table, exemplars } = metric;
  const add = createAdd(table, exemplars, losses);
  const counter = {
    definition,
    inc: table.names.length === 0 ? incUnlabelled(add) : incLabelled(table, add),
    labels: (labels: unknown) => bind(table, add, slotToBind(table, labels), table.epoch),
    reset: () => metric.reset(),
    onCollect: (callback: (counter: Counter<L>) => void | Promise<void>) => metric.collectWith(() => callback(counter as unknown as Counter<L>)),
  };
  return counter as unknown as Counter<L>;
}

// What a hot function closes over comes as plain parameters: unlike constants, they need no check at each use for being initialised.

function createAdd(table: SeriesTable, exemplars: ExemplarStore, losses: Losses): Add {
  return (slot, value) => {
    if (slot >= 0 && typeof value === "number" && value >= 0 && value < Infinity) {
      (table.values[slot] as number) += value;
      if (exemplars.asked) {
        exemplars.offer(slot, value);
      }
    } else {
      losses.rejected(slot === NO_SLOT ? "labels" : Number.isFinite(value) ? "negative" : "not_finite");
    }
  };
}

function incUnlabelled(add: Add) {
  return (value: unknown = 1) => add(0, value);
}

function incLabelled(table: SeriesTable, add: Add) {
  return (labels: unknown, value: unknown = 1) => add(safeSlotOf(table, labels), value);
}

function bind(table: SeriesTable, add: Add, slot: number, epoch: number): BoundCounter {
  const labels = labelsAt(table, slot);
  return {
    inc(value: unknown = 1) {
      if (epoch !== table.epoch) {
        slot = safeSlotOf(table, labels);
        epoch = table.epoch;
      }
      add(slot, value);
    },
  };
}
