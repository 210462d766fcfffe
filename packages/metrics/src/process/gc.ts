import { constants, type PerformanceEntry, PerformanceObserver } from "node:perf_hooks";
import type { Instrument, Stoppable } from "../instruments/instrument.ts";
import type { v8jsGcDuration } from "../standard/process.ts";

type GcType = (typeof v8jsGcDuration)["labels"]["v8js_gc_type"][number];

const TYPES: Readonly<Record<number, GcType>> = {
  [constants.NODE_PERFORMANCE_GC_MAJOR]: "major",
  [constants.NODE_PERFORMANCE_GC_MINOR]: "minor",
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: "incremental",
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: "weakcb",
};

interface GcEntry extends PerformanceEntry {
  readonly detail: { readonly kind: number };
}

/** Observes the duration of each garbage collection. */
export function observeGc({ v8jsGcDuration: duration }: { readonly v8jsGcDuration?: Instrument<typeof v8jsGcDuration> }): Stoppable {
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as unknown as GcEntry[]) {
      const type = TYPES[entry.detail.kind];
      if (type !== undefined) {
        duration?.observe({ v8js_gc_type: type }, entry.duration / 1000);
      }
    }
  });
  observer.observe({ entryTypes: ["gc"] });
  return { stop: () => observer.disconnect() };
}
