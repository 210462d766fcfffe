import { open } from "../definition/label-domain.ts";
import { defineCounter, defineGauge, defineHistogram, defineInfo } from "../definition/metric-definition.ts";

export const processCpu = defineCounter({
  name: "process_cpu_seconds_total",
  help: "User and system CPU time of the process.",
});

export const processResidentMemory = defineGauge({
  name: "process_resident_memory_bytes",
  help: "Memory of the process that is held in RAM.",
});

export const processStartTime = defineGauge({
  name: "process_start_time_seconds",
  help: "Unix time at which the process started.",
  aggregator: "min",
});

/** Linux only. */
export const processOpenFds = defineGauge({
  name: "process_open_fds",
  help: "File descriptors that the process has open.",
});

/** Linux only. */
export const processMaxFds = defineGauge({
  name: "process_max_fds",
  help: "File descriptors that the process may have open.",
});

export const nodejsHeapUsed = defineGauge({
  name: "nodejs_heap_used_bytes",
  help: "V8 heap in use by objects.",
});

export const nodejsHeapSize = defineGauge({
  name: "nodejs_heap_size_bytes",
  help: "V8 heap taken from the operating system.",
});

/** The process aborts when the used heap reaches it: `--max-old-space-size`. */
export const nodejsHeapLimit = defineGauge({
  name: "nodejs_heap_limit_bytes",
  help: "Size that the V8 heap cannot exceed.",
});

export const nodejsExternalMemory = defineGauge({
  name: "nodejs_external_memory_bytes",
  help: "Memory outside the V8 heap that its objects hold, such as buffers.",
});

/**
 * Active against idle time; the share of active time is the utilisation of the one thread that runs JavaScript.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/runtime/nodejs-metrics/
 */
export const nodejsEventloopTime = defineCounter({
  name: "nodejs_eventloop_time_seconds_total",
  help: "Time that the event loop spent running callbacks and waiting for them.",
  labels: { nodejs_eventloop_state: ["active", "idle"] },
});

export const nodejsEventloopDelayP50 = defineGauge({
  name: "nodejs_eventloop_delay_p50_seconds",
  help: "Median delay of a timer, since the last scrape.",
  aggregator: "max",
});

export const nodejsEventloopDelayP99 = defineGauge({
  name: "nodejs_eventloop_delay_p99_seconds",
  help: "99th percentile of a timer's delay, since the last scrape.",
  aggregator: "max",
});

export const nodejsEventloopDelayMax = defineGauge({
  name: "nodejs_eventloop_delay_max_seconds",
  help: "Longest delay of a timer, since the last scrape.",
  aggregator: "max",
});

/** @see https://opentelemetry.io/docs/specs/semconv/runtime/v8js-metrics/ */
export const v8jsGcDuration = defineHistogram({
  name: "v8js_gc_duration_seconds",
  help: "Duration of garbage collections.",
  labels: { v8js_gc_type: ["major", "minor", "incremental", "weakcb"] },
  buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1],
});

/** Always 1; one series for each process, with what it was built from. */
export const buildInfo = defineInfo({
  name: "build_info",
  help: "Version and source revision of the program, and the version of Node that runs it.",
  labels: { version: open({ max: 1 }), revision: open({ max: 1 }), nodejs_version: open({ max: 1 }) },
});

/** What `collectProcessMetrics` exposes. */
export const processMetrics = {
  processCpu,
  processResidentMemory,
  processStartTime,
  processOpenFds,
  processMaxFds,
  nodejsHeapUsed,
  nodejsHeapSize,
  nodejsHeapLimit,
  nodejsExternalMemory,
  nodejsEventloopTime,
  nodejsEventloopDelayP50,
  nodejsEventloopDelayP99,
  nodejsEventloopDelayMax,
  v8jsGcDuration,
  buildInfo,
} as const;
