import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { BenchCase } from "../../../scripts/bench/bench-case.ts";
import { startTimes } from "../src/runner/start-times.ts";

interface Usage {
  readonly cpuSeconds: number;
  readonly rssBytes: number;
  readonly passed: number;
}

interface Runner {
  usage(): Promise<Usage>;
  scrape(): Promise<void>;
}

/** Seconds of a round: about fifty runs. */
const ROUND_SECONDS = 6;

let running: Promise<Runner> | undefined;

async function startRunner(): Promise<Runner> {
  const server = createServer((_request, response) => void response.end('{"id":1}')).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const child = fork(fileURLToPath(new URL("./many-flows.ts", import.meta.url)), [url]);
  const [{ port }] = (await once(child, "message")) as [{ readonly port: number }];
  // What is loaded and compiled once is no part of what it takes.
  await delay(2000);
  return {
    async usage() {
      child.send("usage");
      return (await once(child, "message"))[0] as Usage;
    },
    scrape: async () => void (await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()),
  };
}

/** What the runner takes in a round, with one scrape. */
async function observe(): Promise<{ readonly before: Usage; readonly after: Usage }> {
  running ??= startRunner();
  const runner = await running;
  const before = await runner.usage();
  await delay(ROUND_SECONDS * 1000);
  await runner.scrape();
  const after = await runner.usage();
  if (after.passed - before.passed < 20) {
    throw new Error(`Only ${after.passed - before.passed} runs passed in ${ROUND_SECONDS} s.`);
  }
  return { before, after };
}

async function cpuShare(): Promise<number> {
  const { before, after } = await observe();
  return (100 * (after.cpuSeconds - before.cpuSeconds)) / ROUND_SECONDS;
}

async function residentMegabytes(): Promise<number> {
  return (await observe()).after.rssBytes / 1e6;
}

/** Starts of 500 flows in the busiest second of an hour, over their mean, as the runner plans them. */
function peakOverMean(): number {
  const [flows, everySeconds, rounds] = [500, 60, 60];
  const starts = new Uint32Array(everySeconds * (rounds + 2));
  for (let index = 0; index < flows; index++) {
    const times = startTimes({ everySeconds, index, location: "bench", nowSeconds: 0, random: Math.random });
    for (let round = 0; round < rounds; round++) {
      const second = Math.floor(times.next(round * everySeconds));
      starts[second] = (starts[second] ?? 0) + 1;
    }
  }
  return Math.max(...starts) / (flows / everySeconds);
}

const common = { bench: "synthetics", peer: "limit", kind: "measure", target: 1 } as const;

export default [
  { ...common, case: "500 flows a minute, CPU", unit: "% of a core", ours: cpuShare, theirs: 25 },
  { ...common, case: "500 flows a minute, memory", unit: "MB RSS", ours: residentMegabytes, theirs: 200 },
  { ...common, case: "500 flows a minute, starts in the busiest second over their mean", unit: "times", ours: peakOverMean, theirs: 3 },
] satisfies readonly BenchCase[];
