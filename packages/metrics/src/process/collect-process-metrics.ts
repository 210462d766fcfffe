import { promises as files } from "node:fs";
import { performance } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import { register } from "prom-client";
import type { Stoppable } from "../instruments/instrument.ts";
import { metricIn } from "../registry/instrument-in.ts";
import { lossCounters, lossesOf } from "../registry/loss-counters.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";
import { type Metrics, registerMetrics } from "../registry/register-metrics.ts";
import { shareMeasurement } from "../registry/share-measurement.ts";
import { processMetrics } from "../standard/process.ts";
import { observeEventloopDelay } from "./eventloop-delay.ts";
import { observeGc } from "./gc.ts";

export interface CollectProcessMetricsOptions {
  /** Where the metrics are exposed; prom-client's `register` when left out. */
  readonly registry?: MetricRegistry;
  /** What the program was built from; empty labels when left out. */
  readonly build?: { readonly version?: string; readonly revision?: string };
}

type ProcessMetrics = Partial<Metrics<typeof processMetrics>>;

/** What is measured: the process. */
const PROCESS = Symbol.for("@platform/metrics/process");

/**
 * Exposes CPU, memory, file descriptors, event loop and garbage collection of this process until it is stopped; then the metrics leave
 * the registry. A second call on a registry shares the collection of the first, which goes on until both are stopped. A metric that the
 * registry has from elsewhere, such as prom-client's default metrics, is left as it is.
 */
export function collectProcessMetrics({ registry = register, build = {} }: CollectProcessMetricsOptions = {}): Stoppable {
  return shareMeasurement(PROCESS, registry, () => begin(registry, build));
}

function begin(registry: MetricRegistry, build: NonNullable<CollectProcessMetricsOptions["build"]>): Stoppable {
  const counters = lossCounters(registry);
  const definitions = Object.fromEntries(Object.entries(processMetrics).filter(([, definition]) => isOurs(registry, definition)));
  const added = Object.values(definitions).filter((definition) => metricIn(registry, definition) === undefined);
  const metrics: ProcessMetrics = registerMetrics(definitions, {
    registry,
    exemplar: () => undefined,
    lossesOf: (definition) => lossesOf(definition, counters),
    rare: true,
  });
  metrics.processStartTime?.set((performance.timeOrigin + performance.now()) / 1000 - process.uptime());
  metrics.buildInfo?.set({ version: build.version ?? "", revision: build.revision ?? "", nodejs_version: process.versions.node });
  readOnScrape(metrics);
  const observers = [observeEventloopDelay(metrics), observeGc(metrics)];
  return {
    stop() {
      for (const observer of observers) {
        observer.stop();
      }
      for (const { name } of added) {
        registry.removeSingleMetric(name);
      }
    },
  };
}

/** Metrics that only the proc file system of Linux can tell. */
const LINUX_ONLY: readonly string[] = [processMetrics.processOpenFds.name, processMetrics.processMaxFds.name];

/** Whether this platform has the metric, and no metric from elsewhere stands in its place. */
function isOurs(registry: MetricRegistry, definition: (typeof processMetrics)[keyof typeof processMetrics]): boolean {
  if (process.platform !== "linux" && LINUX_ONLY.includes(definition.name)) {
    return false;
  }
  try {
    metricIn(registry, definition);
    return true;
  } catch {
    return false;
  }
}

function readOnScrape(metrics: ProcessMetrics): void {
  const cpuMicroseconds = gained(() => process.cpuUsage().user + process.cpuUsage().system);
  const activeMilliseconds = gained(() => performance.eventLoopUtilization().active);
  const idleMilliseconds = gained(() => performance.eventLoopUtilization().idle);
  metrics.processCpu?.onCollect((counter) => counter.inc(cpuMicroseconds() / 1e6));
  metrics.processResidentMemory?.onCollect((gauge) => gauge.set(process.memoryUsage.rss()));
  metrics.processOpenFds?.onCollect(async (gauge) => gauge.set((await files.readdir("/proc/self/fd")).length - 1));
  metrics.processMaxFds?.onCollect(async (gauge) => gauge.set(softFdLimit(await files.readFile("/proc/self/limits", "utf8"))));
  metrics.nodejsHeapUsed?.onCollect((gauge) => gauge.set(getHeapStatistics().used_heap_size));
  metrics.nodejsHeapSize?.onCollect((gauge) => gauge.set(getHeapStatistics().total_heap_size));
  metrics.nodejsHeapLimit?.onCollect((gauge) => gauge.set(getHeapStatistics().heap_size_limit));
  metrics.nodejsExternalMemory?.onCollect((gauge) => gauge.set(getHeapStatistics().external_memory));
  metrics.nodejsEventloopTime?.onCollect((counter) => {
    counter.inc({ nodejs_eventloop_state: "active" }, activeMilliseconds() / 1000);
    counter.inc({ nodejs_eventloop_state: "idle" }, idleMilliseconds() / 1000);
  });
}

/** What a rising figure gained since it was last asked for, from 0 on. */
function gained(read: () => number): () => number {
  let seen = 0;
  return () => {
    const now = Math.max(read(), seen);
    const gain = now - seen;
    seen = now;
    return gain;
  };
}

function softFdLimit(limits: string): number {
  const soft = /^Max open files\s+(\S+)/m.exec(limits)?.[1] ?? "";
  return soft === "unlimited" ? Number.MAX_SAFE_INTEGER : Number(soft);
}
