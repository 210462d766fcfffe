import type { SampleRun } from "@platform/promql";

/** A stretch of time in which traffic does not change. */
export type Stretch =
  /** Events a second, and the share of them that is bad. A rate of 0 is an idle service whose counters are there. */
  | { readonly kind: "traffic"; readonly seconds: number; readonly perSecond: number; readonly badShare: number }
  /** The target does not answer: its series are marked stale and get no samples. */
  | { readonly kind: "gone"; readonly seconds: number };

/** Which of the events a counter counts; of a gauge, the share of good or of bad ones that each sample shows; of a native histogram all, good ones under a bound. */
export type Counted = CountedByCounter | ShownByGauge | { readonly bound: number };

type CountedByCounter = "all" | "good" | "bad";
type ShownByGauge = "share" | "bad-share";

/** The samples of a series. Every stretch is a whole number of samples long. */
export function seriesRuns(stretches: readonly Stretch[], counted: Counted, sampleSeconds: number): readonly SampleRun[] {
  if (typeof counted === "object") {
    const [good, bad] = (["good", "bad"] as const).map((one) => counterRuns(stretches, one, sampleSeconds));
    return histogramRuns(counted.bound, good ?? [], bad ?? []);
  }
  return isShown(counted) ? gaugeRuns(stretches, counted, sampleSeconds) : counterRuns(stretches, counted, sampleSeconds);
}

/** Whether it is of a gauge, of which each sample is an event. */
export function isShown(counted: Counted): counted is ShownByGauge {
  return counted === "share" || counted === "bad-share";
}

/** What a gauge shows while a share of the events is bad. */
export function shownBy(counted: ShownByGauge, badShare: number): number {
  return counted === "share" ? 1 - badShare : badShare;
}

/** Good events in a bucket that ends at the bound or before, bad ones in one that begins there or after, so that no share of a bucket is good. */
export function histogramRuns(bound: number, good: readonly SampleRun[], bad: readonly SampleRun[]): readonly SampleRun[] {
  const [offset, above] = [Math.floor(Math.log2(bound)), Math.ceil(Math.log2(bound)) + 1];
  const between = Array.from({ length: above - offset - 1 }, () => 0);
  return good.map((run, index): SampleRun => {
    const other = bad[index];
    return run.kind === "line" && other?.kind === "line"
      ? { kind: "histogram", offset, from: [run.from, ...between, other.from], step: [run.step, ...between, other.step], count: run.count }
      : run;
  });
}

/** The samples of a counter, from 0 at time 0. */
function counterRuns(stretches: readonly Stretch[], counted: CountedByCounter, sampleSeconds: number): readonly SampleRun[] {
  const runs: SampleRun[] = [{ kind: "line", from: 0, step: 0, count: 1 }];
  let value = 0;
  for (const stretch of stretches) {
    const count = Math.round(stretch.seconds / sampleSeconds);
    if (stretch.kind === "gone") {
      runs.push(...goneRuns(count));
    } else if (count > 0) {
      const step = stretch.perSecond * sampleSeconds * countedShare(stretch.badShare)[counted];
      runs.push({ kind: "line", from: value + step, step, count });
      value += step * count;
    }
  }
  return runs;
}

/** A good sample at time 0, then the share. */
function gaugeRuns(stretches: readonly Stretch[], counted: ShownByGauge, sampleSeconds: number): readonly SampleRun[] {
  const rest = stretches.flatMap((stretch): readonly SampleRun[] => {
    const count = Math.round(stretch.seconds / sampleSeconds);
    return stretch.kind === "gone" ? goneRuns(count) : [{ kind: "line", from: shownBy(counted, stretch.badShare), step: 0, count }];
  });
  return [{ kind: "line", from: shownBy(counted, 0), step: 0, count: 1 }, ...rest.filter((run) => run.kind !== "line" || run.count > 0)];
}

/** The samples of a gauge that says 1 while the target answers and 0 while it does not. */
export function upRuns(stretches: readonly Stretch[], sampleSeconds: number): readonly SampleRun[] {
  const first: SampleRun = { kind: "line", from: stretches[0]?.kind === "gone" ? 0 : 1, step: 0, count: 1 };
  const rest = stretches.map(({ kind, seconds }): SampleRun => {
    return { kind: "line", from: kind === "gone" ? 0 : 1, step: 0, count: Math.round(seconds / sampleSeconds) };
  });
  return [first, ...rest.filter((run) => run.kind === "line" && run.count > 0)];
}

/** What happened in the last seconds before a time. */
export function eventsWithin(stretches: readonly Stretch[], end: number, seconds: number): { readonly total: number; readonly bad: number } {
  let start = 0;
  const events = { total: 0, bad: 0 };
  for (const stretch of stretches) {
    const inside = Math.max(0, Math.min(start + stretch.seconds, end) - Math.max(start, end - seconds));
    if (stretch.kind === "traffic") {
      events.total += inside * stretch.perSecond;
      events.bad += inside * stretch.perSecond * stretch.badShare;
    }
    start += stretch.seconds;
  }
  return events;
}

/** How long it all takes. */
export function totalSeconds(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { seconds }) => sum + seconds, 0);
}

function goneRuns(count: number): readonly SampleRun[] {
  return count === 0 ? [] : count === 1 ? [{ kind: "stale" }] : [{ kind: "stale" }, { kind: "none", count: count - 1 }];
}

function countedShare(badShare: number): Readonly<Record<CountedByCounter, number>> {
  return { all: 1, good: 1 - badShare, bad: badShare };
}
