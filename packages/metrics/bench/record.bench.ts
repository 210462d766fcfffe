import { createMetrics } from "@platform/metrics";
import { defineCounter, defineHistogram, open } from "@platform/metrics/define";
import { Counter, Histogram, Registry } from "prom-client";
import type { MicroCase } from "../../../scripts/bench/bench-case.ts";
import { durations, labelSets, shuffledPicks } from "./label-sets.ts";

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20] as const;
const labels = { route: open({ max: 1000 }), status: open({ max: 10 }) };
const labelNames = ["route", "status"] as const;
const requests = defineCounter({ name: "requests_total", help: "Requests.", labels, maxSeries: 20_000 });
const duration = defineHistogram({ name: "duration_seconds", help: "Durations.", labels, buckets: BUCKETS, maxSeries: 20_000 });

type Labels = { readonly route: string; readonly status: string };

interface CounterUnderTest {
  inc(labels: Labels): void;
  labels(labels: Labels): { inc(): void };
}

interface HistogramUnderTest {
  observe(labels: Labels, value: number): void;
  labels(labels: Labels): { observe(value: number): void };
}

const ourCounter = (): CounterUnderTest => createMetrics({ requests }, { registry: new Registry() }).requests;
const theirCounter = (): CounterUnderTest => new Counter({ name: requests.name, help: requests.help, labelNames, registers: [new Registry()] });
const ourHistogram = (): HistogramUnderTest => createMetrics({ duration }, { registry: new Registry() }).duration;
const theirHistogram = (): HistogramUnderTest =>
  new Histogram({ name: duration.name, help: duration.help, labelNames, buckets: [...BUCKETS], registers: [new Registry()] });

/** One call of a measured function takes as many samples, so that the call itself does not count. */
const SAMPLES = 100;

/** The same function on both sides, each of which runs in a process of its own. */
function counters(prepare: (counter: CounterUnderTest) => () => void): Pick<MicroCase, "ours" | "theirs"> {
  return { ours: () => prepare(ourCounter()), theirs: () => prepare(theirCounter()) };
}

function histograms(prepare: (histogram: HistogramUnderTest) => () => void): Pick<MicroCase, "ours" | "theirs"> {
  return { ours: () => prepare(ourHistogram()), theirs: () => prepare(theirHistogram()) };
}

const values = durations();
const LAST = values.length - 1;

const incSame = counters((counter) => () => {
  for (let sample = 0; sample < SAMPLES; sample++) {
    counter.inc({ route: "/orders", status: "200" });
  }
});

const observeSame = histograms((histogram) => {
  let next = 0;
  return () => {
    for (let sample = 0; sample < SAMPLES; sample++, next++) {
      histogram.observe({ route: "/orders", status: "200" }, values[next & LAST] as number);
    }
  };
});

const incSets = (sets: number) =>
  counters((counter) => {
    const picks = shuffledPicks(labelSets(sets));
    let next = 0;
    return () => {
      for (let sample = 0; sample < SAMPLES; sample++, next++) {
        counter.inc(picks[next & LAST] as Labels);
      }
    };
  });

const observeSets = (sets: number) =>
  histograms((histogram) => {
    const picks = shuffledPicks(labelSets(sets));
    let next = 0;
    return () => {
      for (let sample = 0; sample < SAMPLES; sample++, next++) {
        histogram.observe(picks[next & LAST] as Labels, values[next & LAST] as number);
      }
    };
  });

const incChildren = counters((counter) => {
  const children = shuffledPicks(labelSets(100).map((set) => counter.labels(set)));
  let next = 0;
  return () => {
    for (let sample = 0; sample < SAMPLES; sample++, next++) {
      children[next & LAST]?.inc();
    }
  };
});

const observeChildren = histograms((histogram) => {
  const children = shuffledPicks(labelSets(100).map((set) => histogram.labels(set)));
  let next = 0;
  return () => {
    for (let sample = 0; sample < SAMPLES; sample++, next++) {
      children[next & LAST]?.observe(values[next & LAST] as number);
    }
  };
});

/** A service has many metrics, and code that all of them share is slower then than with one. */
const MANY = [
  ["queue", "outcome"],
  ["cache", "result"],
  ["zone", "kind"],
  ["host", "port"],
  ["pool", "state"],
  ["topic", "partition"],
] as const;

const incAmongMany: Pick<MicroCase, "ours" | "theirs"> = {
  ours() {
    const others = MANY.map(([first, second]) => {
      const other = defineCounter({ name: `${first}_total`, help: "Other.", labels: { [first]: open({ max: 9 }), [second]: open({ max: 9 }) } });
      return createMetrics({ other }, { registry: new Registry() }).other;
    });
    return afterOthers(others as never, ourCounter());
  },
  theirs() {
    const others = MANY.map((names) => new Counter({ name: `${names[0]}_total`, help: "Other.", labelNames: names, registers: [new Registry()] }));
    return afterOthers(others as never, theirCounter());
  },
};

function afterOthers(others: readonly { inc(labels: object): void }[], counter: CounterUnderTest): () => void {
  for (let round = 0; round < 50_000; round++) {
    for (const [index, [first, second]] of MANY.entries()) {
      others[index]?.inc({ [first]: "a", [second]: "b" });
    }
  }
  return () => {
    for (let sample = 0; sample < SAMPLES; sample++) {
      counter.inc({ route: "/orders", status: "200" });
    }
  };
}

const common = { bench: "record", peer: "prom-client", kind: "micro", unit: "ns" } as const;

export default [
  { ...common, case: "100 × inc, bound child, 100 sets", target: 1 / 40, ...incChildren },
  { ...common, case: "100 × observe, bound child, 100 sets", target: 1 / 70, ...observeChildren },
  { ...common, case: "100 × inc, the same set again", target: 1 / 20, ...incSame },
  { ...common, case: "100 × inc, 100 sets", target: 1 / 4.5, ...incSets(100) },
  { ...common, case: "100 × inc, 10,000 sets", target: 1 / 4, ...incSets(10_000) },
  { ...common, case: "100 × observe, the same set again", target: 1 / 40, ...observeSame },
  { ...common, case: "100 × observe, 100 sets", target: 1 / 9, ...observeSets(100) },
  { ...common, case: "100 × observe, 10,000 sets", target: 1 / 12, ...observeSets(10_000) },
  { ...common, case: "100 × inc, the same set again, in a program with six other counters", ...incAmongMany },
] satisfies readonly MicroCase[];
