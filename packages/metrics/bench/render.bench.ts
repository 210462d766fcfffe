import type { Registry } from "prom-client";
import type { MeasureCase, Side } from "../../../scripts/bench/bench-case.ts";
import { ChunkPool } from "../src/exposition/chunk-pool.ts";
import { createRegistryRenderer } from "../src/exposition/render-registry.ts";
import { type FilledRegistry, registryAfterFlood, registryOfCounters, registryOfHistograms } from "./filled-registry.ts";

/** Renders of one round, of which the fastest counts: the others were disturbed. */
const RENDERS = 5;

type Fill = (side: Side) => FilledRegistry;

/** Milliseconds that a render takes after every value has changed: ours to bytes, as they are sent, theirs to a string. */
function measure(side: Side, fill: Fill, stock = false): () => Promise<number> {
  let filled: FilledRegistry | undefined;
  let render: (() => Promise<unknown>) | undefined;
  return async () => {
    filled ??= fill(side);
    const { registry, change } = filled;
    render ??= side === "ours" && !stock ? renderer(registry) : () => registry.metrics();
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < RENDERS; round++) {
      change();
      const begun = performance.now();
      await render();
      best = Math.min(best, performance.now() - begun);
    }
    return best;
  };
}

/** Renders as the handler does, which keeps the memory of a page for the next one. */
function renderer(registry: Registry): () => Promise<void> {
  const pool = new ChunkPool();
  const render = createRegistryRenderer(registry, pool);
  return async () => pool.give(await render("text"));
}

function pair(fill: Fill, stock = false): Pick<MeasureCase, "ours" | "theirs"> {
  return { ours: measure("ours", fill, stock), theirs: measure("theirs", fill) };
}

/** Milliseconds for which the event loop stood still at the longest while a registry was rendered, in the least disturbed of several renders. */
function longestBlock(side: Side, fill: Fill): () => Promise<number> {
  let filled: FilledRegistry | undefined;
  return async () => {
    filled ??= fill(side);
    const { registry, change } = filled;
    change();
    const render = side === "ours" ? renderer(registry) : () => registry.metrics();
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < RENDERS; round++) {
      best = Math.min(best, await longestTurn(render));
    }
    return best;
  };
}

async function longestTurn(render: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let turned = performance.now();
  let rendering = true;
  const turn = () => {
    const now = performance.now();
    longest = Math.max(longest, now - turned);
    turned = now;
    if (rendering) {
      setImmediate(turn);
    }
  };
  setImmediate(turn);
  await render();
  rendering = false;
  turn();
  return longest;
}

/** The flood has ended: what is left does not change. */
const flooded: Fill = () => ({ registry: registryAfterFlood(), change() {} });

const common = { bench: "render", peer: "prom-client", kind: "measure", unit: "ms" } as const;

export default [
  { ...common, case: "1,000 counters, all changed", ...pair((side) => registryOfCounters(side, 1000)) },
  { ...common, case: "100,000 counters, all changed", target: 1 / 45, ...pair((side) => registryOfCounters(side, 100_000)) },
  { ...common, case: "10,000 histograms × 12 buckets, all changed", target: 1 / 12, ...pair((side) => registryOfHistograms(side, 10_000)) },
  { ...common, case: "10,000 counters, by the registry of prom-client", target: 1 / 10, ...pair((side) => registryOfCounters(side, 10_000), true) },
  {
    ...common,
    case: "a histogram × 12 buckets after 1,000,000 values of its label",
    peer: "limit",
    target: 1,
    ours: measure("ours", flooded),
    theirs: 20,
  },
  {
    ...common,
    case: "longest block of the event loop in a scrape of 1,500,000 lines",
    peer: "limit",
    ours: longestBlock("ours", (side) => registryOfHistograms(side, 100_000)),
    theirs: 3,
    target: 1,
  },
  {
    ...common,
    case: "longest block of the event loop in a scrape of 150,000 lines",
    ours: longestBlock("ours", (side) => registryOfHistograms(side, 10_000)),
    theirs: longestBlock("theirs", (side) => registryOfHistograms(side, 10_000)),
  },
] satisfies readonly MeasureCase[];
