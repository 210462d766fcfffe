import { type InputSeries, type RuleTest, type Selector, select, type ValueExpectation } from "@platform/promql";
import { errorBudget } from "../burn-rate.ts";
import { burnOver, isRaw, recordedWindows } from "../rules/burn-windows.ts";
import { identity, periodIntervalSeconds, periodSeconds } from "../rules/slo-context.ts";
import { sloRecords } from "../rules/slo-records.ts";
import { partRecord, type TileKind } from "../rules/tiles.ts";
import { eventWeight, idleWeight, isIdle, type TestedSlo, testName } from "./busy-part.ts";
import { eventsToExpect, tileLabels } from "./calendar-time.ts";
import { type Recorded, recorded, recordOf } from "./counted-input.ts";
import { decoys, ownSeries } from "./slo-input.ts";
import { eventsWithin, type Stretch, seriesRuns, totalSeconds } from "./stretch.ts";

const HOUR = 3600;
const DAY = 86_400;

/** Windows are estimates at their ends. */
const WITHIN = 0.03;

/** Traffic and errors differ in each stretch that one window sees and a shorter one does not, so that no window can stand for another. */
export function windowTest(context: TestedSlo, sampleSeconds: number): RuleTest {
  const { slo, tileSeconds, scrapeIntervalSeconds } = context;
  const budget = errorBudget(slo);
  const stretches = stretchesOf(budget);
  const end = totalSeconds(stretches);
  // Some of short tiles say as much of a ratio as all, at a part of the cost.
  const evaluationSeconds = tileSeconds > 300 ? tileSeconds : tileSeconds * Math.floor(1200 / tileSeconds);
  const at = (record: Selector, value: number, rest: Omit<Recorded, "value" | "atSeconds"> = {}): ValueExpectation =>
    recorded(context, record, { atSeconds: end, value, within: WITHIN * Math.abs(value), ...rest });
  const events = (seconds: number, lateSeconds = 0) => weighed(context, eventsWithin(stretches, end - lateSeconds, seconds), seconds / sampleSeconds);
  const speed = (seconds: number, lateSeconds = 0) => {
    const { total, bad } = events(seconds, lateSeconds);
    return bad / total / budget;
  };
  /**
   * A tile is a scrape late, and one evaluation more where promtool takes the group that reads it first; before Prometheus 3 a range
   * holds the tile on its left edge too.
   */
  const fromTiles = (seconds: number) => {
    const speeds = [0, evaluationSeconds].flatMap((late) =>
      [0, evaluationSeconds].map((more) => speed(seconds + more, scrapeIntervalSeconds + late)),
    );
    const [least, most] = [Math.min(...speeds), Math.max(...speeds)];
    return { value: (least + most) / 2, within: (most - least) / 2 + WITHIN * most };
  };
  const period = fromTiles(end);
  /** So many of its tiles as are recorded at this pace. */
  const part = (kind: TileKind) =>
    at(
      select(partRecord(context, kind), { ...identity(context), ...tileLabels(context, end) }),
      (events(end)[kind] * tileSeconds) / evaluationSeconds,
      { labels: tileLabels(context, end) },
    );
  const expected = eventsToExpect(context, end, end / evaluationSeconds);
  const objective = select(sloRecords.objective, identity(context));
  return {
    name: testName(context, "windows and the budget hold their own events"),
    evaluationSeconds,
    sampleSeconds,
    input: ownInput(context, stretches, sampleSeconds),
    expectations: [],
    values: [
      ...recordedWindows(context).map((seconds) => {
        const record = burnOver(context, seconds) as Selector;
        const labels = { window: windowOf(record) };
        return isRaw(seconds) ? at(record, speed(seconds), { labels }) : recorded(context, record, { atSeconds: end, labels, ...fromTiles(seconds) });
      }),
      at(objective, slo.objective, { within: 1e-9, labels: { sli: slo.sli.kind, period: slo.calendar ?? `${slo.windowDays}d` } }),
      at(recordOf(context, sloRecords.badLastHour), events(HOUR).bad),
      part("total"),
      part("bad"),
      at(recordOf(context, sloRecords.goodRatio), 1 - period.value * budget, { within: period.within * budget }),
      at(recordOf(context, sloRecords.budgetRemaining), 1 - period.value / expected, { within: period.within / expected }),
    ],
  };
}

/** Events as a composite counts them: those of the busy part, and a good one with each sample of an idle probe. */
function weighed(context: TestedSlo, { total, bad }: Readonly<Record<TileKind, number>>, samples: number): Readonly<Record<TileKind, number>> {
  return { total: eventWeight(context) * total + idleWeight(context) * samples, bad: eventWeight(context) * bad };
}

const PER_SECOND = 300;

/** The time that the budget lasts at the speed of the last hour, which is neither that of the last half hour nor that of all the time. */
export function exhaustionTest(context: TestedSlo, sampleSeconds: number): RuleTest {
  const budget = errorBudget(context.slo);
  const stretch = (hours: number, speed: number): Stretch => ({
    kind: "traffic",
    seconds: hours * HOUR,
    perSecond: PER_SECOND,
    badShare: speed * budget,
  });
  // So long that tiles which overlap, as they do at this pace, weigh all of it alike.
  const before = Math.max(2, (24 * context.tileSeconds) / HOUR);
  // Of a calendar period hardly anything is spent so soon: a faster hour lasts for less than all of it.
  const times = context.slo.calendar === undefined ? 1 : 2;
  const stretches = [stretch(before, 0.2), stretch(0.5, 1.2 * times), stretch(0.5, 0.4 * times)];
  // As often as in life: this record reads others as they stand, which Prometheus shows for 5 minutes.
  const evaluationSeconds = periodIntervalSeconds(context);
  const { total, bad } = weighed(context, { total: PER_SECOND, bad: PER_SECOND }, 1 / sampleSeconds);
  const speed = (0.8 * times * bad) / total;
  const spent = ((0.2 * before + 0.8 * times) * bad) / total / (before + 1);
  const record = recordOf(context, sloRecords.timeToExhaustion);
  const atSeconds = Math.floor(((before + 1) * HOUR) / evaluationSeconds) * evaluationSeconds;
  const left = 1 - spent / eventsToExpect(context, atSeconds, atSeconds / evaluationSeconds);
  const value = (left / speed) * periodSeconds(context);
  return {
    name: testName(context, "time to exhaustion"),
    evaluationSeconds,
    sampleSeconds,
    input: ownInput(context, stretches, sampleSeconds),
    expectations: [],
    values: [recorded(context, record, { atSeconds, value, within: WITHIN * value })],
  };
}

export function ownInput(context: TestedSlo, stretches: readonly Stretch[], sampleSeconds: number): readonly InputSeries[] {
  const idle = stretches.map((stretch): Stretch => (stretch.kind === "traffic" ? { ...stretch, perSecond: 0, badShare: 0 } : stretch));
  const own = ownSeries(context).map((one): InputSeries => {
    const { selector, labels, counted } = one;
    const samples = seriesRuns(isIdle(context, one) ? idle : stretches, counted, sampleSeconds);
    return { series: selector.series, part: selector.part, labels: { ...labels, instance: "a" }, samples };
  });
  return [...own, ...decoys(context, totalSeconds(stretches) / sampleSeconds + 1, sampleSeconds)];
}

function stretchesOf(budget: number): readonly Stretch[] {
  const stretch = (seconds: number, perSecond: number, speed: number): Stretch => {
    return { kind: "traffic", seconds, perSecond, badShare: Math.min(0.9, speed * budget) };
  };
  return [
    stretch(12 * HOUR, 600, 0.9),
    stretch(2 * DAY, 200, 0.3),
    stretch(18 * HOUR, 100, 0.8),
    stretch(4 * HOUR, 300, 0.2),
    stretch(HOUR, 200, 1.2),
    stretch(HOUR / 2, 100, 0.5),
    stretch(HOUR / 2 - 300, 200, 0.9),
    stretch(300, 300, 0.4),
  ];
}

export function windowOf({ matchers }: Selector): string {
  return matchers.find(({ label }) => label === "window")?.value ?? "";
}
