import { defineCounter, defineGauge, defineHistogram, defineStateSet, open } from "@platform/metrics/define";

export const jobs = defineCounter({ name: "jobs_total", help: "Jobs.", labels: { queue: open({ max: 50 }), outcome: ["ok", "failed"] } });
export const depth = defineGauge({ name: "queue_depth", help: "Depth." });
export const oldest = defineGauge({ name: "oldest_seconds", help: "Age of the oldest job.", aggregator: "max" });
export const wait = defineHistogram({ name: "wait_seconds", help: "Wait.", labels: { queue: open({ max: 50 }) }, buckets: [1, 5, 10] });
export const size = defineHistogram({ name: "size_bytes", help: "Size.", buckets: [1, 5], native: {} });
export const pulse = defineCounter({ name: "pulses_total", help: "Pulses." });
export const phase = defineStateSet({ name: "phase", help: "Phase.", states: ["idle", "busy"] });

/** What a worker is told to do. */
export interface Order {
  readonly type: "work" | "block" | "share" | "stop" | "exit";
  readonly number?: number;
  readonly times?: number;
  /** Longest time to be busy; 20. */
  readonly seconds?: number;
  /** File whose coming ends it. */
  readonly until?: string;
}

/** What the calls of a worker add up to. */
export interface Made {
  /** By queue and outcome. */
  readonly jobs: Readonly<Record<string, number>>;
  readonly waits: number;
  readonly waited: number;
  readonly pulses: number;
  readonly theirs: number;
}
