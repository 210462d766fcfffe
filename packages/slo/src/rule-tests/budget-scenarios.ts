import { errorBudget } from "../burn-rate.ts";
import { budgetExhaustedAlert, budgetSpendAlert, canSpendInOneDay, DAILY_SPEND, FREEZE_BELOW, THAW_ABOVE } from "../rules/budget-alerts.ts";
import { identity, periodIntervalSeconds, periodSeconds, type SloContext } from "../rules/slo-context.ts";
import { endOf, type Pace, type Scenario, traffic } from "./scenario.ts";
import type { Stretch } from "./stretch.ts";

const HOUR = 3600;
const DAY = 86_400;

/** What the alerts on the budget itself must do. */
export function budgetScenarios(context: SloContext): readonly Scenario[] {
  return [freezeScenario(context), fewScenario(context), ...(canSpendInOneDay(context) ? [spendScenario(context)] : [])];
}

/**
 * The budget goes down between the two limits, under both, up between them, above both, and down between them again:
 * between the limits the alert is what it was before.
 */
function freezeScenario(context: SloContext): Scenario {
  // As often as in life: the alert reads its own last state, which Prometheus shows for 5 minutes.
  const evaluationSeconds = periodIntervalSeconds(context);
  const pace = { evaluationSeconds, sampleSeconds: Math.max(context.scrapeIntervalSeconds, Math.floor(evaluationSeconds / 2)) };
  const budget = errorBudget(context.slo);
  const alert = budgetExhaustedAlert(context);
  const perSecond = 1000 * context.slo.minimumBadEvents;
  const between = (FREEZE_BELOW + THAW_ABOVE) / 2;
  const stretches: Stretch[] = [];
  const bad = () => stretches.reduce((sum, one) => sum + (one.kind === "traffic" ? one.seconds * one.badShare : 0), 0);
  /** Traffic with a share of bad events, until so much of the budget of all the time so far is left. */
  const until = (remaining: number, badShare: number) => {
    const allowed = (1 - remaining) * budget;
    const seconds = (bad() - allowed * endOf(stretches, stretches.length)) / (allowed - badShare);
    stretches.push(traffic(pace, seconds, perSecond, badShare));
    return endOf(stretches, stretches.length);
  };
  /** Traffic that leaves as much of the budget as is left. */
  const hold = (remaining: number, seconds: number) => {
    stretches.push(traffic(pace, seconds, perSecond, (1 - remaining) * budget));
    return endOf(stretches, stretches.length);
  };
  const worse = Math.min(1, 1.5 * budget);
  const settled = pace.sampleSeconds + 2 * pace.evaluationSeconds;
  const low = hold(between, 4 * HOUR);
  until(FREEZE_BELOW - 0.03, worse);
  const frozen = hold(FREEZE_BELOW - 0.03, settled);
  const rising = until(THAW_ABOVE - 0.02, 0);
  const kept = until(THAW_ABOVE, 0) + alert.keepFiringForSeconds;
  until(THAW_ABOVE + 0.05, 0);
  const thawed = hold(THAW_ABOVE + 0.05, alert.keepFiringForSeconds + settled);
  until(between, worse);
  const again = hold(between, settled);
  return {
    ...pace,
    title: "budget freezes when low, thaws well above",
    context,
    alert,
    alertName: alert.name,
    labels: identity(context),
    stretches,
    expected: [
      [low, false],
      [frozen, true],
      [rising, true],
      [kept, true],
      [thawed, false],
      [again, false],
    ],
  };
}

/** An empty budget freezes nothing while fewer events were bad than the minimum, spread as far as the period allows. */
function fewScenario(context: SloContext): Scenario {
  const pace = paceOf(context, 6);
  const { minimumBadEvents } = context.slo;
  const alert = budgetExhaustedAlert(context);
  const burst = (count: number) => traffic(pace, pace.sampleSeconds, count / pace.sampleSeconds, 1);
  const idleUntil = (seconds: number, before: readonly Stretch[]) => {
    const at = Math.ceil(seconds / pace.evaluationSeconds) * pace.evaluationSeconds;
    return traffic(pace, at - pace.sampleSeconds - endOf(before, before.length), 0, 0);
  };
  const start = [idleUntil(HOUR, []), burst(minimumBadEvents - 1)];
  const wait = [...start, idleUntil(HOUR + Math.min(0.8 * periodSeconds(context), 3.2 * DAY), start)];
  const stretches = [...wait, burst(1), traffic(pace, 3 * pace.evaluationSeconds, 0, 0)];
  return {
    ...pace,
    title: "budget needs a least number of bad events",
    context,
    alert,
    labels: identity(context),
    stretches,
    expected: [
      [endOf(stretches, 2) + 3 * pace.evaluationSeconds, false],
      [endOf(stretches, 5), true],
    ],
  };
}

/**
 * Long after busier hours, errors cost just under the limit at their end. A few more, and the alert fires; it ends when
 * the first of them are a day old.
 */
function spendScenario(context: SloContext): Scenario {
  const alert = budgetSpendAlert(context);
  const { pace, stretches, forgotten } = spendTimeline(context);
  const [start, end] = [endOf(stretches, 2), endOf(stretches, 3)];
  const settled = 2 * pace.evaluationSeconds;
  const cleared = start + DAY + forgotten * (end - start) + alert.keepFiringForSeconds;
  return {
    ...pace,
    title: "budget of a day",
    context,
    alert,
    labels: identity(context),
    stretches,
    expected: [
      [end, false],
      [endOf(stretches, 4), true],
      [start + DAY - pace.evaluationSeconds, true],
      [cleared, true],
      [cleared + settled, false],
    ],
  };
}

/** Parts of the limit that are spent first, where the alert stays quiet, and then, where it fires. */
const UNDER = 0.93;
const MORE = 0.2;

interface SpendTimeline {
  readonly pace: Pace;
  readonly stretches: readonly Stretch[];
  /** Part of the errors that must be a day old before what is left is under the limit. */
  readonly forgotten: number;
}

/**
 * Evaluated once in several tiles, where the errors then still fit into less than a day: of these tiles one is counted, so
 * that more errors are needed.
 */
function spendTimeline(context: SloContext): SpendTimeline {
  const timelines = [4, 3, 2, 1].map((tiles) => spendStretches(context, tiles, 3));
  return (
    timelines.find(({ stretches }) => stretches.every(({ seconds }, index) => index !== 2 || seconds <= 20 * HOUR)) ?? spendStretches(context, 1, 1)
  );
}

/** @param busy - traffic of the first hours, as a multiple of that afterwards */
function spendStretches(context: SloContext, tiles: number, busy: number): SpendTimeline {
  const pace = paceOf(context, tiles);
  const perSecond = 1000 * context.slo.minimumBadEvents;
  const [before, quiet] = [12 * HOUR, 3 * DAY];
  const budget = tiles * DAILY_SPEND * errorBudget(context.slo) * periodSeconds(context);
  // Errors raise the average traffic by nothing, since they are part of it; it is taken at their end.
  const average = (errors: number) => (busy * before + quiet + errors) / (before + quiet + errors);
  const errors = Math.min(23 * HOUR, Math.max((UNDER * budget * average(0)) / 0.9, 30 * pace.evaluationSeconds));
  const share = (UNDER * budget * average(errors)) / errors;
  const more = Math.max((MORE * budget * average(errors)) / 0.9, 6 * pace.evaluationSeconds);
  const stretches = [
    traffic(pace, before, busy * perSecond, 0),
    traffic(pace, quiet, perSecond, 0),
    traffic(pace, errors, perSecond, share),
    traffic(pace, more, perSecond, (MORE * budget * average(errors)) / more),
    traffic(pace, DAY + 2 * HOUR, perSecond, 0),
  ];
  return { pace, stretches, forgotten: (UNDER + MORE - average(DAY) / average(errors)) / UNDER };
}

/** Tiles are counted, so that an evaluation comes at the end of one. */
function paceOf({ tileSeconds, scrapeIntervalSeconds }: SloContext, tiles: number): Pace {
  return { sampleSeconds: Math.max(scrapeIntervalSeconds, Math.floor(tileSeconds / 2)), evaluationSeconds: tiles * tileSeconds };
}
