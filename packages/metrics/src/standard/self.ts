import { open } from "../definition/label-domain.ts";
import { defineCounter } from "../definition/metric-definition.ts";

/** Metrics a registry can hold before the label `metric` of its own metrics folds. */
const METRICS = open({ max: 1000 });

/** Rises when a metric has reached its cap: totals stay exact, but the values of an open label are no longer told apart. */
export const metricsSeriesFolded = defineCounter({
  name: "metrics_series_folded_total",
  help: "Samples counted under _other because their metric or label had reached its cap.",
  labels: { metric: METRICS },
});

/** Why a sample was not recorded: its value is no finite number, is negative where it must not be, or its labels do not fit. */
export const REJECTION_REASONS = ["not_finite", "negative", "labels"] as const;

export const metricsSamplesRejected = defineCounter({
  name: "metrics_samples_rejected_total",
  help: "Samples that were not recorded because a value or label breaks the metric's definition.",
  labels: { metric: METRICS, reason: REJECTION_REASONS },
});

export const metricsCollectFailures = defineCounter({
  name: "metrics_collect_failures_total",
  help: "Callbacks that failed to bring a metric up to date for a scrape.",
  labels: { metric: METRICS, reason: ["error", "timeout"] },
});

/** What a registry tells about its own losses. */
export const selfMetrics = { metricsSeriesFolded, metricsSamplesRejected, metricsCollectFailures } as const;
