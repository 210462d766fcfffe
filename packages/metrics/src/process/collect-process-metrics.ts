import { readdir, readFile } from "node:fs/promises";
import { constants, monitorEventLoopDelay, type PerformanceEntry, PerformanceObserver, performance } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import { createMetrics } from "../create-metrics.ts";
import type { Stoppable } from "../instruments/instrument.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";
import { processMetrics } from "../standard/process.ts";

export interface CollectProcessMetricsOptions {
  /** Where the metrics are exposed; prom-client's `register` when left out. */
  readonly registry?: MetricRegistry;
  /** What the program was built from; empty labels when left out. */
  readonly build?: { readonly version?: string; readonly revision?: string };
}

/** Sampling step of the event loop's delay: https://nodejs.org/api/perf_hooks.html#perf_hooksmonitoreventloopdelayoptions */
const DELAY_RESOLUTION_MILLISECONDS = 10;

const GC_TYPES = new Map<number, "major" | "minor" | "incremental" | "weakcb">([
  [constants.NODE_PERFORMANCE_GC_MAJOR, "major"],
  [constants.NODE_PERFORMANCE_GC_MINOR, "minor"],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, "incremental"],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, "weakcb"],
]);

/** Exposes CPU, memory, file descriptors, event loop and garbage collection of this process, until it is stopped. */
export function collectProcessMetrics({ registry, build = {} }: CollectProcessMetricsOptions = {}): Stoppable {
  const onLinux = process.platform === "linux";
  const { processOpenFds, processMaxFds, ...everywhere } = processMetrics;
  const options = registry === undefined ? {} : { registry };
  const metrics = createMetrics(everywhere, options);
  const stops: Stoppable[] = [];
  if (onLinux) {
    const fds = createMetrics({ processOpenFds, processMaxFds }, options);
    stops.push(
      fds.processOpenFds.onCollect(async (gauge) => gauge.set((await readdir("/proc/self/fd")).length - 1)),
      fds.processMaxFds.onCollect(async (gauge) => gauge.set(maxFds(await readFile("/proc/self/limits", "utf8")))),
    );
  }
  metrics.processStartTime.set((Date.now() - process.uptime() * 1000) / 1000);
  metrics.buildInfo.set({ version: build.version ?? "", revision: build.revision ?? "", nodejs_version: process.versions.node }, 1);
  const cpu = rising(() => process.cpuUsage().user + process.cpuUsage().system);
  const active = rising(() => performance.eventLoopUtilization().active);
  const idle = rising(() => performance.eventLoopUtilization().idle);
  const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MILLISECONDS });
  delay.enable();
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const type = GC_TYPES.get((entry as PerformanceEntry & { detail: { kind: number } }).detail.kind);
      if (type !== undefined) {
        metrics.v8jsGcDuration.observe({ v8js_gc_type: type }, entry.duration / 1000);
      }
    }
  });
  observer.observe({ entryTypes: ["gc"] });
  stops.push(
    metrics.processCpu.onCollect((counter) => counter.inc(cpu() / 1e6)),
    metrics.processResidentMemory.onCollect((gauge) => gauge.set(process.memoryUsage.rss())),
    metrics.nodejsHeapUsed.onCollect((gauge) => gauge.set(getHeapStatistics().used_heap_size)),
    metrics.nodejsHeapSize.onCollect((gauge) => gauge.set(getHeapStatistics().total_heap_size)),
    metrics.nodejsHeapLimit.onCollect((gauge) => gauge.set(getHeapStatistics().heap_size_limit)),
    metrics.nodejsExternalMemory.onCollect((gauge) => gauge.set(process.memoryUsage().external)),
    metrics.nodejsEventloopTime.onCollect((counter) => {
      counter.inc({ nodejs_eventloop_state: "active" }, active() / 1000);
      counter.inc({ nodejs_eventloop_state: "idle" }, idle() / 1000);
    }),
    metrics.nodejsEventloopDelayP50.onCollect((gauge) => gauge.set(delaySeconds(delay.percentile(50)))),
    metrics.nodejsEventloopDelayP99.onCollect((gauge) => gauge.set(delaySeconds(delay.percentile(99)))),
    metrics.nodejsEventloopDelayMax.onCollect((gauge) => {
      gauge.set(delaySeconds(delay.max));
      delay.reset();
    }),
    { stop: () => void delay.disable() },
    { stop: () => observer.disconnect() },
  );
  return {
    stop() {
      for (const each of stops) {
        each.stop();
      }
    },
  };
}

/** What a rising figure gained since it was last asked for; never negative. */
function rising(read: () => number): () => number {
  let seen = 0;
  return () => {
    const now = Math.max(read(), seen);
    const gained = now - seen;
    seen = now;
    return gained;
  };
}

/** A timer's interval, in nanoseconds, to its delay. */
function delaySeconds(interval: number): number {
  return Math.max(0, interval / 1e6 - DELAY_RESOLUTION_MILLISECONDS) / 1000;
}

function maxFds(limits: string): number {
  const soft = /^Max open files\s+(\S+)/m.exec(limits)?.[1] ?? "";
  return soft === "unlimited" ? Number.MAX_SAFE_INTEGER : Number(soft);
}
