import type { Metrics } from "@platform/metrics";
import type { cacheMetrics } from "../definition/cache.ts";

export interface SearchCacheOptions {
  /** Value of the label `cache`. */
  readonly name: string;
  readonly metrics: Metrics<typeof cacheMetrics>;
  /** How old a result may be. */
  readonly maxAgeSeconds: number;
  /** Default 500; beyond it the oldest goes. */
  readonly maxEntries?: number;
  /** Unix time in milliseconds. */
  readonly now?: () => number;
}

/** Results of searches, kept for a short time in this process. */
export interface SearchCache<T> {
  /** The result for a key, found by `search` unless it is there. A search that fails is not kept. */
  get(key: string, search: () => Promise<T>): Promise<T>;
}

export function createSearchCache<T>({ name, metrics, maxAgeSeconds, maxEntries = 500, now = Date.now }: SearchCacheOptions): SearchCache<T> {
  const entries = new Map<string, { readonly until: number; readonly result: T }>();
  const hits = metrics.cacheRequests.labels({ cache: name, result: "hit" });
  const misses = metrics.cacheRequests.labels({ cache: name, result: "miss" });
  hits.inc(0);
  misses.inc(0);
  metrics.cacheEntries.onCollect((gauge) => gauge.set({ cache: name }, entries.size));
  return {
    async get(key, search) {
      const kept = entries.get(key);
      if (kept !== undefined && kept.until > now()) {
        hits.inc();
        return kept.result;
      }
      misses.inc();
      const result = await search();
      entries.delete(key);
      entries.set(key, { until: now() + maxAgeSeconds * 1000, result });
      const [oldest] = entries.keys();
      if (entries.size > maxEntries && oldest !== undefined) {
        entries.delete(oldest);
      }
      return result;
    },
  };
}
