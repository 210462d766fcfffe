import { open } from "../definition/label-domain.ts";
import { defineCounter, defineGauge } from "../definition/metric-definition.ts";

/** Name of a cache, as the program knows it. */
const CACHE = open({ max: 30 });

/** The hit rate is the share of `hit`. */
export const cacheRequests = defineCounter({
  name: "cache_requests_total",
  help: "Look-ups in a cache.",
  labels: { cache: CACHE, result: ["hit", "miss"] },
});

export const cacheEvictions = defineCounter({
  name: "cache_evictions_total",
  help: "Entries that left a cache, by reason.",
  labels: { cache: CACHE, reason: ["capacity", "expired", "removed"] },
});

export const cacheEntries = defineGauge({
  name: "cache_entries",
  help: "Entries in a cache.",
  labels: { cache: CACHE },
});

export const cacheMetrics = { cacheRequests, cacheEvictions, cacheEntries } as const;
