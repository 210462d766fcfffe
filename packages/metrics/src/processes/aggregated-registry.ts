import { createMetrics } from "../create-metrics.ts";
import { lossCounters } from "../registry/loss-counters.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";
import type { Contribution } from "./contribution.ts";
import { createMerger } from "./merger.ts";
import { processesMetrics } from "./processes-metrics.ts";
import { createSnapshotReader } from "./snapshot.ts";
import type { WorkerSource } from "./worker-link.ts";
import { createWorkerReader, type MissingWorker, type WorkerReader } from "./worker-reader.ts";

export interface AggregatedRegistryOptions {
  /** Of the primary process: its metrics are added to those of the workers. */
  readonly registry: MetricRegistry;
  readonly workers: readonly WorkerSource[];
  readonly timeoutSeconds: number;
  /** Whether the values of all are made one although some are missing. */
  readonly withMissing: boolean;
}

/** What became of an update. */
export type Update = { readonly complete: true } | { readonly complete: false; readonly missing: readonly MissingWorker[] };

/** The metrics of several processes, as of one. */
export interface AggregatedRegistry {
  /** Shows what the last {@link update} has read. Metrics that are registered in it are those of the primary process. */
  readonly registry: MetricRegistry;
  /**
   * Reads the values of all workers. Calls that meet share one reading.
   *
   * @throws MergeError if the workers do not agree about a metric
   */
  update(): Promise<Update>;
  stop(): void;
}

/** @throws DefinitionError `metric_conflict` if the registry has other metrics under the names of those of this package */
export function createAggregatedRegistry({ registry, workers, timeoutSeconds, withMissing }: AggregatedRegistryOptions): AggregatedRegistry {
  const metrics = createMetrics(processesMetrics, { registry });
  const primary = createSnapshotReader([registry]);
  const primaryCaches: Contribution["caches"] = [];
  const dropped = (): void => metrics.metricsWorkerFailures.inc({ reason: "conflict" });
  const readers = new Set<WorkerReader>();
  let shown: readonly unknown[] = [];
  const view: MetricRegistry = {
    contentType: registry.contentType,
    registerMetric: (metric) => registry.registerMetric(metric),
    removeSingleMetric: (name) => registry.removeSingleMetric(name),
    getSingleMetric: (name) => registry.getSingleMetric(name),
    getMetricsAsArray: () => shown,
  };
  const merger = createMerger({ registry: view, losses: lossCounters(registry), onDrop: dropped });

  const connections = workers.map((source) =>
    source.connect((link) => {
      const reader = createWorkerReader(link, () => {
        readers.delete(reader);
        const last = reader.last();
        if (last !== undefined) {
          merger.retire(last);
        }
      });
      readers.add(reader);
      return reader;
    }),
  );

  const update = async (): Promise<Update> => {
    const asked = [...readers];
    const answers = await Promise.all(asked.map((reader) => reader.read(timeoutSeconds)));
    const missing = answers.filter((answer) => answer !== undefined);
    for (const { reason } of missing) {
      metrics.metricsWorkerFailures.inc({ reason });
    }
    metrics.metricsWorkers.set(asked.length);
    metrics.metricsWorkersMissing.set(missing.length);
    if (missing.length > 0 && !withMissing) {
      return { complete: false, missing };
    }
    const own: Contribution = { snapshot: await primary.read(), caches: primaryCaches };
    try {
      // Without a turn of the event loop in between: a worker that ends is among the readers or among the ended.
      shown = await merger.merge([own, ...[...readers].flatMap((reader) => reader.last() ?? [])]);
    } catch (error) {
      dropped();
      throw error;
    }
    return missing.length > 0 ? { complete: false, missing } : { complete: true };
  };

  let updating: Promise<Update> | undefined;
  return {
    registry: view,
    update() {
      updating ??= update().finally(() => {
        updating = undefined;
      });
      return updating;
    },
    stop() {
      for (const connection of connections) {
        connection.stop();
      }
      readers.clear();
    },
  };
}
