import type { MetricDefinition } from "../definition/metric-definition.ts";
import { nextSlice } from "../exposition/slices.ts";
import { type LossCounters, lossesOf } from "../registry/loss-counters.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";
import type { Contribution } from "./contribution.ts";
import { MergeError } from "./merge-error.ts";
import { MergedForeign } from "./merged-foreign.ts";
import { createSlotCache, MergedSeries } from "./merged-series.ts";
import type { ForeignSnapshot, OwnSnapshot } from "./snapshot.ts";

export interface MergerOptions {
  readonly registry: MetricRegistry;
  /** Where a series is counted that folds because all workers together have reached the cap. */
  readonly losses: LossCounters;
  /** Called for each metric of an ended worker that does not fit those of the others. */
  readonly onDrop: () => void;
}

/** Makes the metrics of several workers one. Not to be used by two scrapes at once. */
export interface Merger {
  /**
   * Metrics as a registry gives them. Yields to the event loop between workers.
   *
   * @throws MergeError if the workers do not agree about a metric
   */
  merge(contributions: readonly Contribution[]): Promise<readonly unknown[]>;
  /** Keeps the counts of a worker that ended, once a merge under way is done. Never throws: what does not fit is dropped. */
  retire(contribution: Contribution): void;
}

export function createMerger({ registry, losses, onDrop }: MergerOptions): Merger {
  const series = new Map<string, MergedSeries>();
  const foreign = new Map<string, MergedForeign>();
  const names = new Map<string, string>();
  const merged = (): readonly (MergedSeries | MergedForeign)[] => [...series.values(), ...foreign.values()];

  const seriesOf = ({ definition }: OwnSnapshot): MergedSeries => {
    let name = names.get(definition);
    if (name === undefined) {
      name = (JSON.parse(definition) as MetricDefinition).name;
      names.set(definition, name);
    }
    let found = series.get(name);
    if (found === undefined) {
      refuseTwin(foreign, name);
      found = new MergedSeries(definition, { registry, losses: lossesOf(JSON.parse(definition) as MetricDefinition, losses) });
      series.set(name, found);
    }
    return found;
  };
  const foreignOf = (snapshot: ForeignSnapshot): MergedForeign => {
    let found = foreign.get(snapshot.name);
    if (found === undefined) {
      refuseTwin(series, snapshot.name);
      found = new MergedForeign(snapshot);
      foreign.set(snapshot.name, found);
    }
    return found;
  };

  const add = async (contributions: readonly Contribution[]): Promise<void> => {
    for (const { snapshot, caches } of contributions) {
      for (const [index, metric] of snapshot.own.entries()) {
        caches[index] ??= createSlotCache();
        seriesOf(metric).add(metric, caches[index]);
      }
      for (const metric of snapshot.foreign) {
        foreignOf(metric).add(metric);
      }
      await nextSlice();
    }
  };
  const keep = (work: () => void): void => {
    try {
      work();
    } catch {
      onDrop();
    }
  };
  const retireNow = ({ snapshot }: Contribution): void => {
    for (const metric of snapshot.own) {
      keep(() => seriesOf(metric).retire(metric, createSlotCache()));
    }
    for (const metric of snapshot.foreign) {
      keep(() => foreignOf(metric).retire(metric));
    }
  };

  // A worker that ends while its values are being added would else be counted twice.
  let waiting: Contribution[] | undefined;
  return {
    async merge(contributions) {
      waiting = [];
      try {
        await add(contributions);
        return merged().flatMap((metric) => metric.finish() ?? []);
      } finally {
        const retired = waiting;
        waiting = undefined;
        for (const metric of merged()) {
          metric.discard();
        }
        retired.forEach(retireNow);
      }
    },
    retire(contribution) {
      if (waiting === undefined) {
        retireNow(contribution);
      } else {
        waiting.push(contribution);
      }
    },
  };
}

function refuseTwin(others: ReadonlyMap<string, unknown>, name: string): void {
  if (others.has(name)) {
    throw new MergeError(`${name} is a metric of this package in one worker and of prom-client in another.`);
  }
}
