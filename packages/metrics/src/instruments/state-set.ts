import type { StateSetDefinition } from "../definition/metric-definition.ts";
import { safeSlotOf } from "./bound-slot.ts";
import type { InstrumentParts } from "./counter.ts";
import type { StateSet } from "./instrument.ts";
import { NO_SLOT } from "./series-table.ts";

export function createStateSet(definition: StateSetDefinition, { metric, losses }: InstrumentParts): StateSet {
  const { table } = metric;
  const { name } = definition;
  const states = definition.labels[name] as readonly string[];

  const slots = (labels: unknown): readonly number[] => {
    try {
      const own = Object.fromEntries(table.names.map((label) => [label, (labels as Readonly<Record<string, unknown>>)[label]]));
      return states.map((state) => safeSlotOf(table, { ...own, [name]: state }));
    } catch {
      return [NO_SLOT];
    }
  };
  const write = (labels: unknown, state: unknown): void => {
    const found = slots(labels);
    if (!states.includes(state as string) || found.includes(NO_SLOT)) {
      losses.rejected("labels");
      return;
    }
    for (const [index, slot] of found.entries()) {
      table.values[slot] = states[index] === state ? 1 : 0;
    }
  };

  const stateSet = {
    definition,
    set: table.names.length === 1 ? (state: unknown) => write({}, state) : write,
    reset: () => metric.reset(),
    onCollect: (callback: (stateSet: StateSet) => void | Promise<void>) => metric.collectWith(() => callback(stateSet as unknown as StateSet)),
  };
  return stateSet as unknown as StateSet;
}
