import type { LabelDomains } from "../definition/label-domain.ts";
import type { GaugeDefinition } from "../definition/metric-definition.ts";
import { BoundSlot, safeSlotOf } from "./bound-slot.ts";
import type { InstrumentParts } from "./counter.ts";
import type { BoundGauge, Gauge } from "./instrument.ts";
import { NO_SLOT } from "./series-table.ts";

export function createGauge<L extends LabelDomains>(definition: GaugeDefinition<L>, { metric, losses }: InstrumentParts): Gauge<L> {
  const { table } = metric;

  const fits = (slot: number, value: unknown): value is number => {
    if (slot !== NO_SLOT && typeof value === "number" && Number.isFinite(value)) {
      return true;
    }
    losses.rejected(slot === NO_SLOT ? "labels" : "not_finite");
    return false;
  };
  const set = (slot: number, value: unknown): void => {
    if (fits(slot, value)) {
      table.values[slot] = value;
    }
  };
  const add = (slot: number, value: unknown): void => {
    if (fits(slot, value)) {
      (table.values[slot] as number) += value;
    }
  };
  const subtract = (slot: number, value: unknown): void => {
    if (fits(slot, value)) {
      (table.values[slot] as number) -= value;
    }
  };

  const bind = (labels: unknown): BoundGauge => {
    const slot = new BoundSlot(table, labels);
    return {
      set: (value: unknown) => set(slot.get(), value),
      inc: (value: unknown = 1) => add(slot.get(), value),
      dec: (value: unknown = 1) => subtract(slot.get(), value),
    };
  };
  const calls =
    table.names.length === 0
      ? {
          set: (value: unknown) => set(0, value),
          inc: (value: unknown = 1) => add(0, value),
          dec: (value: unknown = 1) => subtract(0, value),
        }
      : {
          set: (labels: unknown, value: unknown) => set(safeSlotOf(table, labels), value),
          inc: (labels: unknown, value: unknown = 1) => add(safeSlotOf(table, labels), value),
          dec: (labels: unknown, value: unknown = 1) => subtract(safeSlotOf(table, labels), value),
        };
  const gauge = {
    definition,
    ...calls,
    labels: bind,
    reset: () => metric.reset(),
    onCollect: (callback: (gauge: Gauge<L>) => void | Promise<void>) => metric.collectWith(() => callback(gauge as unknown as Gauge<L>)),
  };
  return gauge as unknown as Gauge<L>;
}
