import { defineHistogram } from "@platform/metrics/define";

export const searchDuration = defineHistogram({
  name: "search_duration_seconds",
  help: "Time to find what a customer looks for, from the cache or the database.",
  buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
});
