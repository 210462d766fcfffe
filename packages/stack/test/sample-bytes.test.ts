import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { buildModel } from "@platform/grafana-dashboards";
import { expect, test } from "vitest";
import { capacityOf } from "../src/index.ts";
import { folderWith } from "./live-programs.ts";
import { shop } from "./shop-platform.ts";

const STEP_SECONDS = 15;
/** Two hours, a block of Prometheus. */
const STEPS = 480;
const START = 1_790_000_000 - (1_790_000_000 % 7200);
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, Number.POSITIVE_INFINITY];

/** The same numbers in each run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

type Line = readonly [series: string, values: readonly number[]];

/** A histogram of the time of answers: of a route that is busy, one that is asked now and then, one that is nearly forgotten. */
function answers(route: number, random: () => number): readonly Line[] {
  const most = [40, 4, 0.2][route % 3] ?? 0;
  const counts = BOUNDS.map(() => 0);
  let sum = 0;
  const rows = Array.from({ length: STEPS }, () => {
    const count = Math.floor(most * random() + random());
    for (let answer = 0; answer < count; answer += 1) {
      const seconds = Math.exp(-3 + 3 * (random() + random() - 1));
      sum += seconds;
      for (const [index, bound] of BOUNDS.entries()) {
        counts[index] = (counts[index] ?? 0) + (seconds <= bound ? 1 : 0);
      }
    }
    return [...counts, counts.at(-1) ?? 0, sum];
  });
  const names = [
    ...BOUNDS.map((bound) => `answer_seconds_bucket{route="/${route}",le="${bound === Number.POSITIVE_INFINITY ? "+Inf" : bound}"}`),
    `answer_seconds_count{route="/${route}"}`,
    `answer_seconds_sum{route="/${route}"}`,
  ];
  return names.map((name, index) => [name, rows.map((row) => row[index] ?? 0)]);
}

/** What a process tells of itself: memory in pages, a share that never rests, a small number, one that stands still. */
function gauge(number: number, random: () => number): Line {
  const kinds = [() => 4096 * Math.floor(50_000 + 5000 * random()), random, () => Math.floor(10 * random()), () => 1];
  const next = kinds[number % kinds.length] ?? random;
  return [`state{number="${number}"}`, Array.from({ length: STEPS }, () => next())];
}

function family(name: string, type: string, lines: readonly Line[]): string {
  const samples = lines.flatMap(([series, values]) => values.map((value, step) => `${series} ${value} ${START + step * STEP_SECONDS}`));
  return [`# TYPE ${name} ${type}`, ...samples].join("\n");
}

test("a sample costs on the disk of a real Prometheus what is foretold, within a fifth", { timeout: 120_000 }, async () => {
  const random = seeded(7);
  const histograms = Array.from({ length: 12 }, (_, route) => answers(route, random));
  const gauges = Array.from({ length: 40 }, (_, number) => gauge(number, random));
  const text = [family("answer_seconds", "histogram", histograms.flat()), family("state", "gauge", gauges), "# EOF\n"].join("\n");
  await using folder = await folderWith([{ path: "samples.om", content: text }]);
  const data = join(folder.path, "data");
  execFileSync("promtool", ["tsdb", "create-blocks-from", "openmetrics", join(folder.path, "samples.om"), data], { stdio: "pipe" });
  const blocks = readdirSync(data).map((block) => join(data, block));
  const sizes = blocks.flatMap((block) => [join(block, "index"), ...readdirSync(join(block, "chunks")).map((chunk) => join(block, "chunks", chunk))]);
  const bytes = sizes.reduce((sum, file) => sum + statSync(file).size, 0);
  const samples = blocks.reduce((sum, block) => {
    const { stats } = JSON.parse(readFileSync(join(block, "meta.json"), "utf8")) as { readonly stats: { readonly numSamples: number } };
    return sum + stats.numSamples;
  }, 0);
  expect(samples).toBe((12 * (BOUNDS.length + 2) + 40) * STEPS);
  const { bytesPerDay, samplesPerSecond } = capacityOf(buildModel(shop));
  const foretold = bytesPerDay / (samplesPerSecond * 86_400);
  expect(foretold / (bytes / samples)).toBeGreaterThan(0.8);
  expect(foretold / (bytes / samples)).toBeLessThan(1.2);
});
