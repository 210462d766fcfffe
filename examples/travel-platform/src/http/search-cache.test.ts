import { createMetrics } from "@platform/metrics";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { cacheMetrics } from "../definition/cache.ts";
import { createSearchCache } from "./search-cache.ts";

function createTestCache() {
  let milliseconds = 0;
  const registry = new Registry();
  const metrics = createMetrics(cacheMetrics, { registry });
  const cache = createSearchCache<number>({ name: "words", metrics, maxAgeSeconds: 10, maxEntries: 2, now: () => milliseconds });
  let searches = 0;
  return {
    get: (key: string) => cache.get(key, async () => ++searches),
    cache,
    wait: (seconds: number) => {
      milliseconds += seconds * 1000;
    },
    scrape: () => registry.metrics(),
  };
}

test("a result is kept for its time", async () => {
  const { get, wait } = createTestCache();
  expect([await get("a"), await get("a")]).toEqual([1, 1]);
  wait(9.9);
  expect(await get("a")).toBe(1);
  wait(0.1);
  expect(await get("a")).toBe(2);
});

test("the oldest goes when there are too many", async () => {
  const { get } = createTestCache();
  expect([await get("a"), await get("b"), await get("c"), await get("c"), await get("a")]).toEqual([1, 2, 3, 3, 4]);
});

test("a search that fails is tried again", async () => {
  const { cache, get } = createTestCache();
  await expect(cache.get("a", () => Promise.reject(new Error("no database")))).rejects.toThrow("no database");
  expect(await get("a")).toBe(1);
});

test("hits, misses and entries are counted, from 0", async () => {
  const { get, scrape } = createTestCache();
  expect(await scrape()).toContain('cache_requests_total{cache="words",result="hit"} 0');
  await get("a");
  await get("a");
  const text = await scrape();
  expect(text).toContain('cache_requests_total{cache="words",result="hit"} 1');
  expect(text).toContain('cache_requests_total{cache="words",result="miss"} 1');
  expect(text).toContain('cache_entries{cache="words"} 1');
});
