import { defineCounter, defineGauge, open } from "@platform/metrics/define";

const CACHES = open({ max: 20 });

export const cacheRequests = defineCounter({
  name: "cache_requests_total",
  help: "Look-ups in a cache, by whether the value was there.",
  labels: { cache: CACHES, result: ["hit", "miss"] },
});

export const cacheEntries = defineGauge({
  name: "cache_entries",
  help: "Values that a cache holds.",
  labels: { cache: CACHES },
});

export const cacheMetrics = { cacheRequests, cacheEntries } as const;
