import type { SlotCache } from "./merged-series.ts";
import type { ForeignSnapshot, OwnSnapshot, Snapshot } from "./snapshot.ts";

/** What one process or thread adds to the totals. */
export interface Contribution {
  readonly snapshot: Snapshot;
  /** For each of this package's metrics in the snapshot. Shared by all contributions of one process. */
  readonly caches: SlotCache[];
}

/**
 * The newer snapshot of a process, with the earlier values of metrics that could not be read this time: without them, totals would fall
 * and rise again, which reads as a restart.
 */
export function succeed(earlier: Snapshot | undefined, newer: Snapshot): Snapshot {
  if (earlier === undefined || newer.unread.length === 0) {
    return newer;
  }
  const unread = new Set(newer.unread);
  return {
    own: [...newer.own, ...earlier.own.filter((metric) => unread.has(nameOf(metric)))],
    foreign: [...newer.foreign, ...earlier.foreign.filter(({ name }) => unread.has(name))],
    unread: newer.unread,
  };
}

/** The name of a metric, read from its definition. */
export function nameOf(metric: OwnSnapshot | ForeignSnapshot): string {
  return "definition" in metric ? (JSON.parse(metric.definition) as { name: string }).name : metric.name;
}
