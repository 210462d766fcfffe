import { type InputSeries, type RuleTest, type SampleRun, select, type ValueExpectation } from "@platform/promql";
import { errorBudget } from "../burn-rate.ts";
import { longestDays } from "../definition/period.ts";
import { type WeightedSource, weightedSources } from "../rules/event-source.ts";
import { identity, type SloContext } from "../rules/slo-context.ts";
import { sloRecords } from "../rules/slo-records.ts";
import { BRIDGED_SECONDS, partRecord, partsOf, type TileKind, tileRecord } from "../rules/tiles.ts";
import { calendarTime, SECONDS_AT_START, tileLabels } from "./calendar-time.ts";
import { recorded, recordOf } from "./counted-input.ts";
import type { Stretch } from "./stretch.ts";
import { ownInput } from "./window-test.ts";

const DAY = 86_400;

/** Traffic of one part of the time after the other, and errors as a multiple of the budget. */
const TRAFFIC = [300, 100, 400, 150, 500, 900, 200, 600, 550, 350];
const SPEEDS = [0.3, 1.3, 0.7, 0.2, 1.1, 0.4, 0.9, 0.1, 0.6, 1.2];

/** Parts of the time after which the records are looked at. */
const LOOKS = [0.12, 0.3, 0.45, 0.6, 0.75, 0.9, 0.98, 1];

interface Pace {
  readonly what: string;
  readonly evaluationSeconds: number;
  readonly count: number;
}

/**
 * What a calendar period and one that is read in parts record until it is over and longer: a few evaluations a day show as much of dates and sums as all.
 * The last one of a calendar test comes so shortly after the end of the period that half the delay of a tile would count it to the next, or so shortly
 * after that delay that twice as much would count it to the last. Between an evaluation and that which an earlier part is read of lies less than what is
 * bridged, or more.
 */
export function periodTests(context: SloContext, sampleSeconds: number): readonly RuleTest[] {
  if (context.slo.sli.kind === "time-slice") {
    return []; // Each evaluation makes a slice of its own.
  }
  const isSampled = weightedSources(context.source).some(({ source }) => source.kind === "sampled");
  const stepOf = (evaluationSeconds: number) => (isSampled ? samplesOffEdges(context, evaluationSeconds) : sampleSeconds);
  const isFit = (evaluationSeconds: number) => isApart(context.slo, evaluationSeconds) && stepOf(evaluationSeconds) !== undefined;
  const paces = [...boundaryPaces(context, isFit), ...partPaces(context, isFit)];
  return paces.map((pace) => periodTest(context, pace, stepOf(pace.evaluationSeconds) ?? sampleSeconds));
}

/** Whether evaluations so far apart tell what they are for. */
type IsFit = (evaluationSeconds: number) => boolean;

/**
 * Of a probe each sample is an event: none may stand on an end of a tile, which belongs to it before Prometheus 3 alone. Where evaluations and samples
 * are both multiples of a number that the delay of a tile is no multiple of, none does.
 */
function samplesOffEdges({ tileSeconds, scrapeIntervalSeconds }: SloContext, evaluationSeconds: number): number | undefined {
  const paces = Array.from({ length: Math.floor(tileSeconds / 8) }, (_, index) => Math.floor(tileSeconds / 4) - index);
  return paces.find((pace) => {
    const common = commonDivisor(evaluationSeconds, pace);
    return [scrapeIntervalSeconds, scrapeIntervalSeconds + tileSeconds].every((seconds) => seconds % common !== 0);
  });
}

function commonDivisor(one: number, other: number): number {
  return other === 0 ? one : commonDivisor(other, one % other);
}

function boundaryPaces({ slo, tileSeconds, scrapeIntervalSeconds }: SloContext, isFit: IsFit): readonly Pace[] {
  if (slo.calendar === undefined) {
    return [];
  }
  const late = Math.round(tileSeconds / 2) + scrapeIntervalSeconds;
  const first = SECONDS_AT_START[slo.calendar];
  // The first week of a test is not a whole one.
  const ends = slo.calendar === "week" ? [first, first + 7 * DAY] : [first];
  return ends.flatMap((end, index) =>
    [late / 2, late].flatMap((from): readonly Pace[] => {
      const counts = Array.from({ length: Math.floor(from) }, (_, more) => Math.floor(from) + 1 + more);
      // One second more than a whole part of the period each.
      const count = counts.find((one) => end % one === 0 && one < 2 * from && isFit(end / one + 1));
      const what = `a calendar ${slo.calendar} ${from < late ? "has its last tiles" : "begins anew"}${index === 0 ? "" : " once more"}`;
      return count === undefined ? [] : [{ what, count, evaluationSeconds: end / count + 1 }];
    }),
  );
}

function partPaces({ slo }: SloContext, isFit: IsFit): readonly Pace[] {
  const { count: parts, seconds } = partsOf(slo);
  if (parts === 1) {
    return [];
  }
  const all = (longestDays(slo) + 3) * DAY;
  const offsets = Array.from({ length: parts - 1 }, (_, index) => (index + 1) * seconds);
  const find = (what: string, isRight: (since: number) => boolean): readonly Pace[] => {
    const paces = Array.from({ length: BRIDGED_SECONDS }, (_, index) => BRIDGED_SECONDS + index);
    const pace = paces.find((one) => isFit(one) && offsets.every((offset) => isRight(one - (offset % one))));
    return pace === undefined ? [] : [{ what: `${slo.windowDays} days ${what}`, evaluationSeconds: pace, count: Math.floor(all / pace) }];
  };
  return [
    ...find("bridge what was not recorded", (since) => since > 0.55 * BRIDGED_SECONDS && since < 0.98 * BRIDGED_SECONDS),
    ...find("bridge no longer time", (since) => since > 1.02 * BRIDGED_SECONDS && since < 1.45 * BRIDGED_SECONDS),
  ];
}

/** No evaluation stands on the edge of what a rule reads, which belongs to it before Prometheus 3 alone. */
function isApart(slo: SloContext["slo"], evaluationSeconds: number): boolean {
  return partsOf(slo).seconds % evaluationSeconds > 1 && (3 * DAY) % evaluationSeconds > 1;
}

type Events = Readonly<Record<TileKind, number>>;

function periodTest(context: SloContext, { what, evaluationSeconds, count }: Pace, sampleSeconds: number): RuleTest {
  const { slo, tileSeconds, scrapeIntervalSeconds } = context;
  const budget = errorBudget(slo);
  const stretches = TRAFFIC.map((perSecond, index): Stretch => {
    // Each begins right after an evaluation, so that no tile holds two.
    const edge = (part: number) =>
      part === 0 ? 0 : Math.ceil((Math.floor((count * part) / TRAFFIC.length) * evaluationSeconds) / sampleSeconds + 1) * sampleSeconds;
    const seconds = edge(index + 1) - edge(index);
    return { kind: "traffic", seconds, perSecond, badShare: Math.min(0.9, (SPEEDS[index] ?? 0) * budget) };
  });
  const tiles = Array.from({ length: count + 1 }, (_, index) => tileOf(context, stretches, index * evaluationSeconds, sampleSeconds));
  const { count: parts, seconds } = partsOf(slo);
  const since = (index: number) => tileLabels(context, index * evaluationSeconds).since;
  const inPart = (last: number, period: string | undefined): readonly Events[] => {
    const first = Math.max(1, Math.floor(last - seconds / evaluationSeconds) + 1);
    return tiles.slice(first, last + 1).filter((_, index) => since(first + index) === period);
  };
  const sum = (last: number, period: string | undefined): Events => {
    const inside = inPart(last, period);
    return { total: inside.reduce((all, { total }) => all + total, 0), bad: inside.reduce((all, { bad }) => all + bad, 0) };
  };
  const periodsUntil = (index: number) => [...new Set(Array.from({ length: index }, (_, before) => since(before + 1)))];
  /** An earlier part as it was recorded last before a time, unless that was too long ago. */
  const earlier = (index: number, part: number): Events => {
    const at = index * evaluationSeconds - part * seconds;
    const last = Math.floor(at / evaluationSeconds);
    return last < 1 || at - last * evaluationSeconds >= BRIDGED_SECONDS ? { total: 0, bad: 0 } : sum(last, since(index));
  };
  const values = LOOKS.flatMap((look): readonly ValueExpectation[] => {
    const index = Math.max(1, Math.round(look * count));
    const atSeconds = index * evaluationSeconds;
    const is = (record: Parameters<typeof recorded>[1], value: number | undefined, labels = {}) =>
      recorded(context, record, { atSeconds, value, within: 1e-6 * Math.abs(value ?? 0), labels });
    const last = sum(index, since(index));
    const all = Array.from({ length: parts - 1 }, (_, part) => earlier(index, part + 1));
    const [total, bad] = (["total", "bad"] as const).map((kind) => all.reduce((one, events) => one + events[kind], last[kind])) as [number, number];
    const share = bad / Math.max(total, 1);
    const oldest = Math.max(1, Math.floor(index - seconds / evaluationSeconds) + 1);
    const average = (sum(index, since(index)).total + (since(oldest) === since(index) ? 0 : sum(index, since(oldest)).total)) / (index - oldest + 1);
    const toCome = slo.calendar === undefined ? 0 : (average * calendarTime(slo.calendar, atSeconds).secondsLeft) / tileSeconds;
    const labels = tileLabels(context, atSeconds);
    const tile = tiles[index] ?? { total: 0, bad: 0 };
    return [
      ...(["total", "bad"] as const).map((kind) => is(select(tileRecord(context, kind), identity(context)), tile[kind], labels)),
      // A part has a series of each period, until its last tile is too old.
      ...periodsUntil(index).flatMap((period) =>
        (["total", "bad"] as const).map((kind) => {
          const own = period === undefined ? {} : { since: period };
          const value = inPart(index, period).length === 0 ? undefined : sum(index, period)[kind];
          return is(select(partRecord(context, kind), { ...identity(context), ...own }), value, own);
        }),
      ),
      is(recordOf(context, sloRecords.goodRatio), 1 - share),
      is(recordOf(context, sloRecords.budgetRemaining), 1 - share / budget / (1 + toCome / Math.max(total, 1))),
    ];
  });
  const input = ownInput(context, stretches, sampleSeconds);
  const readSeconds = scrapeIntervalSeconds + 2 * tileSeconds;
  return {
    name: what,
    evaluationSeconds,
    sampleSeconds,
    input: input.map((series) => thinned(series, { evaluationSeconds, sampleSeconds, readSeconds })),
    expectations: [],
    values,
  };
}

/** The difference of the last samples before the two ends of a tile. */
function tileOf(context: SloContext, stretches: readonly Stretch[], atSeconds: number, sampleSeconds: number): Events {
  const end = atSeconds - context.scrapeIntervalSeconds;
  const samples = Math.floor(end / sampleSeconds) - Math.floor((end - context.tileSeconds) / sampleSeconds);
  let start = 0;
  const now = stretches.find((stretch) => {
    start += stretch.seconds;
    return start >= end;
  });
  const { perSecond, badShare } = now?.kind === "traffic" ? now : { perSecond: 0, badShare: 0 };
  // A sample of a probe is one event.
  const each = ({ source, weight }: WeightedSource) => weight * samples * (source.kind === "sampled" ? 1 : sampleSeconds * perSecond);
  const total = weightedSources(context.source).reduce((sum, part) => sum + each(part), 0);
  return { total, bad: total * badShare };
}

interface Thinning {
  readonly evaluationSeconds: number;
  readonly sampleSeconds: number;
  /** So long before an evaluation a sample is read. */
  readonly readSeconds: number;
}

/** Without the samples that no evaluation reads, which are nearly all. */
function thinned(series: InputSeries, { evaluationSeconds, sampleSeconds, readSeconds }: Thinning): InputSeries {
  let index = 0;
  const samples = series.samples.flatMap((run): readonly SampleRun[] => {
    const kept: SampleRun[] = [];
    const start = index;
    const end = start + (run.kind === "stale" ? 1 : run.count);
    while (index < end) {
      const next = Math.ceil((index * sampleSeconds) / evaluationSeconds) * evaluationSeconds;
      const from = Math.max(index, Math.min(end, Math.floor((next - readSeconds) / sampleSeconds)));
      const to = Math.min(end, Math.floor(next / sampleSeconds) + 1);
      if (from > index) {
        kept.push({ kind: "none", count: from - index });
      }
      if (to > from) {
        kept.push(partOfRun(run, from - start, to - from));
      }
      index = Math.max(to, from);
    }
    return kept;
  });
  return { ...series, samples };
}

function partOfRun(run: SampleRun, first: number, count: number): SampleRun {
  switch (run.kind) {
    case "line":
      return { ...run, from: run.from + run.step * first, count };
    case "histogram":
      return { ...run, from: run.from.map((value, index) => value + (run.step[index] ?? 0) * first), count };
    case "none":
      return { ...run, count };
    case "stale":
      return run;
  }
}
