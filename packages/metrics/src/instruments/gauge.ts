import type { LabelDomains } from "../definition/label-domain.ts";
import type { GaugeDefinition } from "../definition/metric-definition.ts";
import type { BoundGauge, Gauge } from "./instrument.ts";
import type { InstrumentParts } from "./instrument-parts.ts";
import { NO_SLOT } from "./series-table.ts";

export function createGauge<L extends LabelDomains>(definition: GaugeDefinition<L>, parts: InstrumentParts): Gauge<L> {
  const { table, losses } = parts;
  const write = (slot: number, value: unknown, sign: 0 | 1 | -1): void => {
    if (slot === NO_SLOT) {
      losses.rejected("labels");
    } else if (typeof value !== "number" || !Number.isFinite(value)) {
      losses.rejected("not_finite");
    } else {
      table.values[slot] = sign === 0 ? value : (table.values[slot] as number) + sign * value;
    }
  };
  const unlabelled = table.names.length === 0;
  const gauge = {
    definition,
    set: unlabelled ? (value: unknown) => write(0, value, 0) : (labels: unknown, value: unknown) => write(parts.slotOf(labels), value, 0),
    inc: unlabelled ? (value: unknown = 1) => write(0, value, 1) : (labels: unknown, value: unknown = 1) => write(parts.slotOf(labels), value, 1),
    dec: unlabelled ? (value: unknown = 1) => write(0, value, -1) : (labels: unknown, value: unknown = 1) => write(parts.slotOf(labels), value, -1),
    labels: (labels: unknown): BoundGauge => {
      const slot = parts.boundSlot(labels);
      return {
        set: (value: unknown) => write(slot(), value, 0),
        inc: (value: unknown = 1) => write(slot(), value, 1),
        dec: (value: unknown = 1) => write(slot(), value, -1),
      };
    },
    reset: () => table.reset(),
    onCollect: parts.onCollect,
  };
  return gauge as unknown as Gauge<L>;
}
