import { alertAbove, quantileOf } from "@platform/alerts";
import { defineHistogram } from "@platform/metrics/define";

export const searchDuration = defineHistogram({
  name: "search_duration_seconds",
  help: "Time to find what a customer looks for, from the cache or the database.",
  buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
});

export const slowSearch = alertAbove(quantileOf(0.95, searchDuration), {
  category: "services",
  limits: { warning: 1 },
  minimum: 20,
  summary: "{title} takes over {limit} for one search in twenty",
  description: "The 95th percentile of the search time of {{ $labels.job }} over the last 5 minutes is {value}.",
  runbook: "services/slow-search",
});
