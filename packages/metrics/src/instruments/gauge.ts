import type { LabelDomains } from "../definition/label-domain.ts";
import type { GaugeDefinition } from "../definition/metric-definition.ts";
import { labelsAt, safeSlotOf, slotToBind } from "./bound-slot.ts";
import type { InstrumentParts } from "./counter.ts";
import type { BoundGauge, Gauge } from "./instrument.ts";
import type { Losses } from "./losses.ts";
import { NO_SLOT, type SeriesTable } from "./series-table.ts";

/** Ways of writing a gauge at a slot. */
interface Writes {
  set(slot: number, value: unknown): void;
  inc(slot: number, value: unknown): void;
  dec(slot: number, value: unknown): void;
}

export function createGauge<L extends LabelDomains>(definition: GaugeDefinition<L>, { metric, losses }: InstrumentParts): Gauge<L> {
  const { table } = metric;
  const writes = createWrites(table, losses);
  const gauge = {
    definition,
    ...(table.names.length === 0 ? bind(table, writes, 0, table.epoch) : labelled(table, writes)),
    labels: (labels: unknown) => bind(table, writes, slotToBind(table, labels), table.epoch),
    reset: () => metric.reset(),
    onCollect: (callback: (gauge: Gauge<L>) => void | Promise<void>) => metric.collectWith(() => callback(gauge as unknown as Gauge<L>)),
  };
  return gauge as unknown as Gauge<L>;
}

function createWrites(table: SeriesTable, losses: Losses): Writes {
  const fits = (slot: number, value: unknown): value is number => {
    if (slot >= 0 && typeof value === "number" && value > -Infinity && value < Infinity) {
      return true;
    }
    losses.rejected(slot === NO_SLOT ? "labels" : "not_finite");
    return false;
  };
  return {
    set(slot, value) {
      if (fits(slot, value)) {
        table.values[slot] = value;
      }
    },
    inc(slot, value) {
      if (fits(slot, value)) {
        (table.values[slot] as number) += value;
      }
    },
    dec(slot, value) {
      if (fits(slot, value)) {
        (table.values[slot] as number) -= value;
      }
    },
  };
}

function labelled(table: SeriesTable, { set, inc, dec }: Writes) {
  return {
    set: (labels: unknown, value: unknown) => set(safeSlotOf(table, labels), value),
    inc: (labels: unknown, value: unknown = 1) => inc(safeSlotOf(table, labels), value),
    dec: (labels: unknown, value: unknown = 1) => dec(safeSlotOf(table, labels), value),
  };
}

function bind(table: SeriesTable, { set, inc, dec }: Writes, slot: number, epoch: number): BoundGauge {
  const labels = labelsAt(table, slot);
  const current = (): number => {
    if (epoch !== table.epoch) {
      slot = safeSlotOf(table, labels);
      epoch = table.epoch;
    }
    return slot;
  };
  return {
    set: (value: unknown) => set(current(), value),
    inc: (value: unknown = 1) => inc(current(), value),
    dec: (value: unknown = 1) => dec(current(), value),
  };
}
