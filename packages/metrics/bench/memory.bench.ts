import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { MeasureCase, Side } from "../../../scripts/bench/bench-case.ts";
import { registryAfterFlood, registryOfCounters, registryOfHistograms } from "./filled-registry.ts";

const SERIES = 20_000;

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

function bytesInUse(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Bytes that a set of labels takes once it was scraped, on the heap and in buffers. */
function bytesPerSet(fill: typeof registryOfCounters, side: Side): () => Promise<number> {
  return async () => {
    const before = bytesInUse();
    const registry = registryIn(fill, side);
    await registry.metrics();
    // What the scrape itself took is free only after its last callback.
    await setTimeout(50);
    const bytes = (bytesInUse() - before) / SERIES;
    registry.clear();
    return bytes;
  };
}

/** Bytes that a registry with a histogram takes after a million values of its label, of which it keeps those within the cap. */
function bytesAfterFlood(): number {
  const before = bytesInUse();
  const registry = registryAfterFlood();
  const bytes = bytesInUse() - before;
  registry.clear();
  return bytes;
}

/** The children that filled it may go. */
function registryIn(fill: typeof registryOfCounters, side: Side) {
  const { registry, change } = fill(side, SERIES);
  change();
  return registry;
}

const common = { bench: "memory", peer: "prom-client", kind: "measure", unit: "bytes" } as const;

export default [
  {
    ...common,
    case: "a set of labels of a counter",
    target: 0.8,
    ours: bytesPerSet(registryOfCounters, "ours"),
    theirs: bytesPerSet(registryOfCounters, "theirs"),
  },
  {
    ...common,
    case: "a set of labels of a histogram × 12 buckets",
    target: 0.7,
    ours: bytesPerSet(registryOfHistograms, "ours"),
    theirs: bytesPerSet(registryOfHistograms, "theirs"),
  },
  { ...common, case: "a histogram × 12 buckets after 1,000,000 values of its label", peer: "limit", target: 1, ours: bytesAfterFlood, theirs: 2e6 },
] satisfies readonly MeasureCase[];
