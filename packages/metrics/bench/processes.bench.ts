import { AggregatorRegistry, Registry } from "prom-client";
import type { MeasureCase } from "../../../scripts/bench/bench-case.ts";
import { createRegistryRenderer } from "../src/exposition/render-registry.ts";
import { createAggregatedRegistry } from "../src/processes/aggregated-registry.ts";
import { answer } from "../src/processes/message.ts";
import { createSnapshotReader } from "../src/processes/snapshot.ts";
import type { WorkerSource } from "../src/processes/worker-link.ts";
import { registryOfCounters } from "./filled-registry.ts";

const WORKERS = 100;
const SERIES = 1000;

/** Scrapes of one round, of which the fastest counts: the others were disturbed. */
const SCRAPES = 5;

async function fastest(scrape: () => Promise<unknown>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < SCRAPES; round++) {
    const begun = performance.now();
    await scrape();
    best = Math.min(best, performance.now() - begun);
  }
  return best;
}

/** What the primary process does for a scrape, from the text of the workers' messages on. */
async function ours(): Promise<number> {
  const { registry, change } = registryOfCounters("ours", SERIES);
  change();
  const text = JSON.stringify(answer(await createSnapshotReader([registry]).read()));
  const source: WorkerSource = {
    connect(join) {
      for (let worker = 0; worker < WORKERS; worker++) {
        const listener = join({ name: `worker ${worker}`, ask: () => void setImmediate(() => listener.message(JSON.parse(text))) });
      }
      return { stop() {} };
    },
  };
  const aggregated = createAggregatedRegistry({ registry: new Registry(), workers: [source], timeoutSeconds: 10, withMissing: false });
  const render = createRegistryRenderer(aggregated.registry);
  return fastest(async () => {
    await aggregated.update();
    await render("text");
  });
}

async function theirs(): Promise<number> {
  const { registry, change } = registryOfCounters("theirs", SERIES);
  change();
  const text = JSON.stringify(await registry.getMetricsAsJSON());
  return fastest(() => AggregatorRegistry.aggregate(Array.from({ length: WORKERS }, () => JSON.parse(text) as object[])).metrics());
}

/** What a worker does for a scrape. */
async function worker(side: "ours" | "theirs"): Promise<number> {
  const { registry, change } = registryOfCounters(side, SERIES);
  const reader = createSnapshotReader([registry]);
  return fastest(async () => {
    change();
    JSON.stringify(side === "ours" ? await reader.read() : await registry.getMetricsAsJSON());
  });
}

const common = { bench: "processes", peer: "prom-client", kind: "measure", unit: "ms" } as const;

export default [
  { ...common, case: "primary: 100 workers × 1,000 counters made one and rendered", target: 1 / 4, ours, theirs },
  { ...common, case: "worker: 1,000 counters read for the primary", ours: () => worker("ours"), theirs: () => worker("theirs") },
] satisfies readonly MeasureCase[];
