import { createMetrics } from "@platform/metrics";
import { defineCounter, defineHistogram, open } from "@platform/metrics/define";
import { Counter, Histogram, Registry } from "prom-client";
import type { Side } from "../../../scripts/bench/bench-case.ts";

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20] as const;
const labels = { method: open({ max: 10 }), route: open({ max: 10_000 }), status: open({ max: 100 }) };
const labelNames = ["method", "route", "status"] as const;

/** Three labels, as of HTTP requests. */
export function requestLabels(index: number) {
  return { method: "GET", route: `/api/users/${index % 10_000}`, status: String(200 + Math.floor(index / 10_000)) };
}

export interface FilledRegistry {
  readonly registry: Registry;
  /** Changes the value of every series. */
  change(): void;
}

/** A registry with one counter of so many series. */
export function registryOfCounters(side: Side, series: number): FilledRegistry {
  const registry = new Registry();
  const definition = defineCounter({ name: "http_requests_total", help: "Requests.", labels, maxSeries: 1_000_000 });
  const counter: { labels(labels: ReturnType<typeof requestLabels>): { inc(value: number): void } } =
    side === "ours"
      ? createMetrics({ definition }, { registry }).definition
      : new Counter({ name: definition.name, help: definition.help, labelNames, registers: [registry] });
  const children = Array.from({ length: series }, (_, index) => counter.labels(requestLabels(index)));
  return {
    registry,
    change() {
      for (const [index, child] of children.entries()) {
        child.inc(index + 37);
      }
    },
  };
}

/** A registry with one histogram of so many series, each of 12 buckets: 15 lines. */
export function registryOfHistograms(side: Side, series: number): FilledRegistry {
  const registry = new Registry();
  const definition = defineHistogram({ name: "http_request_seconds", help: "Requests.", labels, buckets: BUCKETS, maxSeries: 1_000_000 });
  const histogram: { labels(labels: ReturnType<typeof requestLabels>): { observe(value: number): void } } =
    side === "ours"
      ? createMetrics({ definition }, { registry }).definition
      : new Histogram({ name: definition.name, help: definition.help, labelNames, buckets: [...BUCKETS], registers: [registry] });
  const children = Array.from({ length: series }, (_, index) => histogram.labels(requestLabels(index)));
  return {
    registry,
    change() {
      for (const [index, child] of children.entries()) {
        child.observe((index % 100) / 7);
      }
    },
  };
}

/** A registry with one histogram of 12 buckets that a million values of its label were observed under, as in an attack. */
export function registryAfterFlood(): Registry {
  const registry = new Registry();
  const definition = defineHistogram({ name: "request_seconds", help: "Requests.", labels: { user: open({ max: 10_000 }) }, buckets: BUCKETS });
  const { definition: histogram } = createMetrics({ definition }, { registry });
  for (let user = 0; user < 1_000_000; user++) {
    histogram.observe({ user: `user-${user}` }, 0.1);
  }
  return registry;
}
