import { defineCounter, defineGauge } from "../definition/metric-definition.ts";

export const metricsWorkers = defineGauge({
  name: "metrics_workers",
  help: "Worker processes and threads whose values are in this scrape or are missing from it.",
});

/** To be alerted on where a scrape shows the last values of workers that are missing. */
export const metricsWorkersMissing = defineGauge({
  name: "metrics_workers_missing",
  help: "Workers of which this scrape shows the last known values, or none.",
});

/** `conflict`: the metrics of workers contradict each other. */
export const metricsWorkerFailures = defineCounter({
  name: "metrics_worker_failures_total",
  help: "Times that a scrape could not be given the values of a worker, and values of ended workers that were dropped.",
  labels: { reason: ["silent", "starting", "ended", "error", "conflict"] },
});

/** What a handler for several workers tells about itself. */
export const processesMetrics = { metricsWorkers, metricsWorkersMissing, metricsWorkerFailures } as const;
