import { type InputSeries, type RuleTest, type Selector, select, seriesName, type ValueExpectation } from "@platform/promql";
import { errorBudget } from "../burn-rate.ts";
import { longestDays } from "../definition/period.ts";
import { burnOver, isRaw, recordedWindows } from "../rules/burn-windows.ts";
import { identity, periodSeconds, type SloContext } from "../rules/slo-context.ts";
import { sloRecords } from "../rules/slo-records.ts";
import { partRecord, type TileKind, tileRecord } from "../rules/tiles.ts";
import { eventWeight, idleWeight, type TestedSlo, testName } from "./busy-part.ts";
import { eventsToExpect, tileLabels } from "./calendar-time.ts";
import { recorded, recordOf } from "./counted-input.ts";
import { ownSeries } from "./slo-input.ts";
import { type Change, eventsOf, type Steps, stretchOf, VARIED } from "./weather.ts";
import { ownInput, windowOf } from "./window-test.ts";

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** Prime, so that no window, tile or slice is a whole number of steps: nothing stands on an edge, which belongs to a range before Prometheus 3 alone. */
const STEPS = [29, 31, 37, 41, 43];

const MOST_EVALUATIONS = 3000;

/**
 * What is recorded where each sample or slice of time is an event: of events that stand one by one in a list, every window, tile and budget is known
 * exactly.
 */
export function sampledRecordTests(context: TestedSlo): readonly RuleTest[] {
  const steps = stepsOf(context);
  if (steps === undefined) {
    return [];
  }
  const one = (name: string, changes: readonly Change[]) => sampledTest(context, testName(context, name), changes, steps);
  const eventSeconds = context.slo.sli.kind === "time-slice" ? steps.evaluationSeconds : steps.sampleSeconds;
  // One bad event, or the first slice without data, spends a third of the budget at most: if that takes no more evaluations than a test can have.
  const needed = (3 * eventSeconds) / errorBudget(context.slo);
  const isShort = needed <= MOST_EVALUATIONS * steps.evaluationSeconds;
  const long = isShort ? Math.max(3 * HOUR, needed) : 3 * HOUR;
  // So many bad events as count for what a single one of nothing else would.
  const share = eventWeight(context) / (eventWeight(context) + idleWeight(context));
  const bad = Math.min(Math.ceil(1 / share) * eventSeconds, 20 * MINUTE);
  const exhaustion: readonly Change[] = [
    [long, "good"],
    [40 * MINUTE, "bad"],
    [40 * MINUTE - bad, "good"],
  ];
  return [
    one("events one by one, in every window and the budget", VARIED),
    ...(isShort ? [one("events one by one, and the time to exhaustion", exhaustion)] : []),
    one("samples that never failed have the whole budget", [[long, "flawless"]]),
    one("samples that always failed have no budget", [[3 * HOUR, "bad"]]),
  ];
}

function stepsOf({ slo, scrapeIntervalSeconds: scrape, tileSeconds: tile }: SloContext): Steps | undefined {
  const slice = slo.sli.kind === "time-slice" ? slo.sli.sliceSeconds + scrape : 0;
  const step = STEPS.find((one) => [scrape, scrape + tile, slice].every((seconds) => seconds === 0 || seconds % one !== 0));
  if (step === undefined) {
    return undefined;
  }
  // A slice lies between two evaluations.
  const evaluationSeconds = step * Math.ceil(Math.max(280, 2 * slice) / step);
  const steps = { sampleSeconds: slice === 0 ? step : Math.floor(slice / 3), evaluationSeconds };
  // No test of tiles that are too short to hold an event each.
  return tile < (slice === 0 ? 2 * step : evaluationSeconds) ? undefined : steps;
}

function sampledTest(context: TestedSlo, name: string, changes: readonly Change[], steps: Steps): RuleTest {
  const { slo, tileSeconds, scrapeIntervalSeconds } = context;
  const { sampleSeconds, evaluationSeconds } = steps;
  const count = Math.floor((changes[0]?.[0] ?? 0) / evaluationSeconds);
  const end = count * evaluationSeconds;
  const isSliced = slo.sli.kind === "time-slice";
  // A slice holds one weather, since each begins right after an evaluation.
  const edges = changes.map(([left], index) => {
    const seconds = isSliced ? Math.floor((end - left) / evaluationSeconds) * evaluationSeconds + sampleSeconds : end - left;
    return index === 0 ? 0 : Math.ceil(seconds / sampleSeconds) * sampleSeconds;
  });
  const inputEnd = (Math.ceil(end / sampleSeconds) + 1) * sampleSeconds;
  const lengths = edges.map((edge, index) => (edges[index + 1] ?? inputEnd) - edge);
  const weatherAt = (seconds: number) => changes[edges.findLastIndex((edge) => edge < seconds)]?.[1] ?? "good";
  const events = eventsOf(context, steps, count, weatherAt);
  // An idle probe gives a good event with each sample, and is gone while the busy one is.
  const weights = { total: eventWeight(context) + idleWeight(context), bad: eventWeight(context) };
  const within = (from: number, to: number): Readonly<Record<TileKind, number>> => {
    const inside = events.filter(({ atSeconds }) => atSeconds > from && atSeconds < to);
    return { total: weights.total * inside.length, bad: weights.bad * inside.filter(({ isBad }) => isBad).length };
  };
  const tiles = Array.from({ length: count + 1 }, (_, index) => {
    const tileEnd = index * evaluationSeconds - scrapeIntervalSeconds;
    return within(tileEnd - tileSeconds, tileEnd);
  });
  const fromTiles = (seconds: number) => {
    const inside = tiles.filter((_, index) => index * evaluationSeconds > end - seconds);
    return { total: inside.reduce((sum, { total }) => sum + total, 0), bad: inside.reduce((sum, { bad }) => sum + bad, 0) };
  };
  const budget = errorBudget(slo);
  const speed = (seconds: number) => {
    const { total, bad } = isRaw(seconds) ? within(end - seconds, end + 1) : fromTiles(seconds);
    return bad / Math.max(total, 1) / budget;
  };
  const all = fromTiles(Number.POSITIVE_INFINITY);
  const spent = all.bad / Math.max(all.total, 1) / budget;
  const left = 1 - spent / eventsToExpect(context, end, tiles.filter(({ total }) => total > 0).length);
  const exhaustion = Math.min(Math.max(0, (left / Math.max(speed(HOUR), 1e-9)) * periodSeconds(context)), longestDays(slo) * DAY);
  const is = (record: Selector, value: number | undefined, labels = {}, atSeconds = end): ValueExpectation =>
    recorded(context, record, { atSeconds, value, within: 1e-6 * Math.abs(value ?? 0), labels });
  const stretches = changes.map(([, weather], index) => stretchOf(context, weather, lengths[index] ?? 0));
  const slices =
    slo.sli.kind !== "time-slice" ? [] : edges.map((edge) => Math.min(end, Math.ceil(edge / evaluationSeconds + 0.01) * evaluationSeconds));
  const ofTile = tileLabels(context, end);
  return {
    name,
    ...steps,
    input: changes.every(([, weather]) => weather === "flawless")
      ? withoutBad(context, ownInput(context, stretches, sampleSeconds))
      : ownInput(context, stretches, sampleSeconds),
    expectations: [],
    values: [
      ...[...new Set(slices)].map((atSeconds) => {
        const slice = events.find((event) => event.atSeconds === atSeconds);
        return is(select(sloRecords.badSlice, identity(context)), slice === undefined ? undefined : Number(slice.isBad), {}, atSeconds);
      }),
      ...recordedWindows(context).map((seconds) => {
        const record = burnOver(context, seconds) as Selector;
        return is(record, speed(seconds), { window: windowOf(record) });
      }),
      is(recordOf(context, sloRecords.objective), slo.objective, { sli: slo.sli.kind, period: slo.calendar ?? `${slo.windowDays}d` }),
      is(recordOf(context, sloRecords.badLastHour), within(end - HOUR, end + 1).bad),
      ...(["total", "bad"] as const).flatMap((kind) => [
        is(recordOf(context, tileRecord(context, kind)), tiles[count]?.[kind], ofTile),
        is(select(partRecord(context, kind), { ...identity(context), ...ofTile }), all[kind], ofTile),
      ]),
      is(recordOf(context, sloRecords.goodRatio), 1 - spent * budget),
      is(recordOf(context, sloRecords.budgetRemaining), left),
      is(recordOf(context, sloRecords.timeToExhaustion), exhaustion),
    ],
  };
}

/** No bad event has ever made a series. */
function withoutBad(context: SloContext, input: readonly InputSeries[]): readonly InputSeries[] {
  const bad = ownSeries(context)
    .filter(({ counted }) => counted === "bad")
    .map(({ selector, labels }) => `${seriesName(selector)}${JSON.stringify({ ...labels, instance: "a" })}`);
  return input.filter((series) => !bad.includes(`${seriesName(series)}${JSON.stringify(series.labels)}`));
}
