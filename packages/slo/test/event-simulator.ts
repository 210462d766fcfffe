import { type CounterDefinition, processStartTime } from "@platform/metrics/define";
import type { InputSeries, SampleRun } from "@platform/promql";

/** Samples stand on this grid; scrapes are every third, so that they fall between the evaluations as in life. */
export const GRID_SECONDS = 5;
export const SCRAPE_SECONDS = 15;

/** Traffic and errors of a stretch of time, the same on every instance. */
export interface Phase {
  readonly seconds: number;
  /** Mean events a second and instance. */
  readonly rate: number;
  /** Share of bad events. */
  readonly badShare: number;
}

export interface SimulatedInstance {
  readonly name: string;
  /** Grid steps by which its scrapes lag behind whole quarter minutes: 0, 1 or 2. */
  readonly scrapePhase: number;
  /** Processes, one after the other, by start and end in seconds; each starts counting at 0. */
  readonly processes: readonly (readonly [number, number])[];
}

export interface Simulation {
  readonly seed: number;
  readonly phases: readonly Phase[];
  readonly instances: readonly SimulatedInstance[];
  /** Share of scrapes that fail. */
  readonly missedShare: number;
  readonly counter: CounterDefinition;
  readonly labels: Readonly<Record<string, string>>;
}

export interface SimulatedTraffic {
  readonly input: readonly InputSeries[];
  /** Every event that happened in [from, to), whether or not a scrape ever saw it. */
  readonly events: (fromSeconds: number, toSeconds: number) => EventCount;
  /** Events that no scrape could see, because their process ended before the next one. */
  readonly unseen: EventCount;
}

export interface EventCount {
  readonly total: number;
  readonly bad: number;
}

/** Lets events happen, second by second, and scrapes their counters as Prometheus would. The same seed gives the same events. */
export function simulate({ seed, phases, instances, missedShare, counter, labels }: Simulation): SimulatedTraffic {
  const random = randomFrom(seed);
  const timeline = phases.flatMap((phase) => Array.from({ length: phase.seconds }, () => phase));
  const total = new Float64Array(timeline.length + 1);
  const bad = new Float64Array(timeline.length + 1);
  const unseen = { total: 0, bad: 0 };
  const input = instances.flatMap((instance) => {
    const seen = { good: runs(), bad: runs(), start: runs() };
    const counted = { good: 0, bad: 0 };
    const scraped = { good: 0, bad: 0 };
    for (const [second, { rate, badShare }] of timeline.entries()) {
      if (second % GRID_SECONDS === 0) {
        const isScrape = (second / GRID_SECONDS) % (SCRAPE_SECONDS / GRID_SECONDS) === instance.scrapePhase;
        const alive = instance.processes.find(([start, end]) => second > start && second < end);
        const answers = isScrape && alive !== undefined && random() >= missedShare;
        seen.start.add(!isScrape ? "none" : answers ? alive[0] : "stale");
        if (answers) {
          Object.assign(scraped, counted);
        }
        for (const outcome of ["good", "bad"] as const) {
          seen[outcome].add(!isScrape ? "none" : answers ? counted[outcome] : "stale");
        }
      }
      if (instance.processes.some(([, end]) => end === second)) {
        unseen.bad += counted.bad - scraped.bad;
        unseen.total += counted.bad - scraped.bad + counted.good - scraped.good;
        Object.assign(counted, { good: 0, bad: 0 });
        Object.assign(scraped, { good: 0, bad: 0 });
      }
      if (instance.processes.some(([start, end]) => second >= start && second < end)) {
        const events = poisson(random, rate);
        const failed = Array.from({ length: events }, random).filter((chance) => chance < badShare).length;
        counted.good += events - failed;
        counted.bad += failed;
        total[second + 1] = (total[second + 1] ?? 0) + events;
        bad[second + 1] = (bad[second + 1] ?? 0) + failed;
      }
    }
    const { job = "" } = labels;
    const started = { series: processStartTime, part: "value", labels: { job, instance: instance.name }, samples: seen.start.runs } as const;
    const counters = (["good", "bad"] as const).map((outcome): InputSeries => {
      return { series: counter, part: "value", labels: { ...labels, instance: instance.name, outcome }, samples: seen[outcome].runs };
    });
    return [started, ...counters];
  });
  for (let second = 1; second < total.length; second += 1) {
    total[second] = (total[second] ?? 0) + (total[second - 1] ?? 0);
    bad[second] = (bad[second] ?? 0) + (bad[second - 1] ?? 0);
  }
  const between = (sums: Float64Array, from: number, to: number) => (sums[to] ?? Number.NaN) - (sums[from] ?? Number.NaN);
  return { input, unseen, events: (from, to) => ({ total: between(total, from, to), bad: between(bad, from, to) }) };
}

/** Collects samples; before the first one there is nothing that could become stale. */
function runs() {
  const runs: SampleRun[] = [];
  let present = false;
  return {
    runs,
    add(sample: number | "none" | "stale") {
      const last = runs.at(-1);
      if (typeof sample === "number") {
        runs.push({ kind: "line", from: sample, step: 0, count: 1 });
        present = true;
      } else if (sample === "stale" && present) {
        runs.push({ kind: "stale" });
        present = false;
      } else if (last?.kind === "none") {
        runs[runs.length - 1] = { kind: "none", count: last.count + 1 };
      } else {
        runs.push({ kind: "none", count: 1 });
      }
    },
  };
}

/** mulberry32: https://github.com/cprosche/mulberry32 */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Knuth's method, fine for the small means of one second. */
export function poisson(random: () => number, mean: number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) {
    count += 1;
  }
  return count;
}
