import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { measure } from "mitata";
import { type BenchCase, type Figures, INJECTED_UNIT, type LineupCase, type PairCase, type Side } from "./bench-case.ts";
import { quantile } from "./compare-rounds.ts";
import { injectRequest } from "./inject-request.ts";
import type { Usage } from "./spawn-side.ts";

/** Answers a question of the parent. */
type Round = (options: { readonly quick: boolean }) => Figures | Promise<Figures>;

const [file = "", index = "", side = ""] = process.argv.slice(2);
const module: { readonly default: readonly BenchCase[] } = await import(file);
const chosen = module.default[Number(index)];
if (chosen === undefined) {
  throw new Error(`${file} has no case ${index}.`);
}
const round = chosen.kind === "lineup" ? await prepareServer(chosen, side) : await prepare(chosen, side as Side);

process.on("message", async ({ ask, quick }: { readonly ask: "round" | "usage"; readonly quick: boolean }) => {
  process.send?.(ask === "round" ? await round({ quick }) : usage());
});
process.on("disconnect", () => process.exit());
process.send?.("ready");

async function prepare(benchCase: PairCase, name: Side): Promise<Round> {
  switch (benchCase.kind) {
    case "micro": {
      const run = await benchCase[name]();
      return async ({ quick }) => ({ [benchCase.unit]: await nanosecondsPerCall(run, quick) });
    }
    case "measure": {
      const measured = benchCase[name];
      return async () => {
        const figure = typeof measured === "number" ? measured : await measured();
        return typeof figure === "number" ? Object.fromEntries([benchCase.unit].flat().map((unit) => [unit, figure])) : figure;
      };
    }
    case "http":
      return listen(await benchCase[name]());
  }
}

async function prepareServer({ servers, load, path }: LineupCase, name: string): Promise<Round> {
  const listener = await servers[name]?.start();
  if (listener === undefined) {
    throw new Error(`The line-up has no server "${name}".`);
  }
  if (load === "http") {
    return listen(listener);
  }
  const run = injectRequest(listener, path);
  return async ({ quick }) => ({ [INJECTED_UNIT]: await cpuNanosecondsPerRequest(run, quick ? 100 : 1000) });
}

const BATCH = 500;

/** CPU time of the process, all its threads included, in the least disturbed tenth of many batches. */
async function cpuNanosecondsPerRequest(run: () => Promise<void>, milliseconds: number): Promise<number> {
  const until = performance.now() + milliseconds;
  const batches: number[] = [];
  do {
    const before = process.cpuUsage();
    for (let request = 0; request < BATCH; request++) {
      await run();
    }
    const { user, system } = process.cpuUsage(before);
    batches.push(((user + system) * 1000) / BATCH);
    await new Promise(setImmediate);
  } while (performance.now() < until);
  return quantile(batches, 0.1);
}

async function listen(listener: RequestListener): Promise<Round> {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return () => ({ port: (server.address() as AddressInfo).port });
}

async function nanosecondsPerCall(run: () => unknown, quick: boolean): Promise<number> {
  const stats = await measure(run, { min_cpu_time: quick ? 2e7 : 2.5e8, min_samples: quick ? 4 : 12 });
  return stats.p50;
}

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpuMicroseconds: user + system, rssBytes: process.memoryUsage.rss() };
}
