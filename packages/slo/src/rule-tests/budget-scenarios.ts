import { errorBudget } from "../burn-rate.ts";
import { budgetExhaustedAlert, dailySpendOf, FREEZE_BELOW, THAW_ABOVE } from "../rules/budget-alerts.ts";
import { identity, periodIntervalSeconds, periodSeconds, type SloContext } from "../rules/slo-context.ts";
import { eventWeight } from "./busy-part.ts";
import { calendarFreezeScenario } from "./calendar-scenario.ts";
import { gapScenarios } from "./gap-scenario.ts";
import { endOf, type Scenario, tilePace, traffic } from "./scenario.ts";
import { countsToTheEvent } from "./slo-input.ts";
import { spendScenario } from "./spend-scenario.ts";
import type { Stretch } from "./stretch.ts";

const HOUR = 3600;
const DAY = 86_400;

/** What the alerts on the budget itself must do. */
export function budgetScenarios(context: SloContext): readonly Scenario[] {
  const dailySpend = dailySpendOf(context);
  const freezes =
    context.slo.calendar === undefined
      ? [freezeScenario(context), ...gapScenarios(context), ...(countsToTheEvent(context) ? [fewScenario(context)] : [])]
      : [calendarFreezeScenario(context)];
  return [...freezes, ...(dailySpend === undefined ? [] : [spendScenario(context, dailySpend)])];
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
  // More than thaws within the day before, so that nothing but the alert itself says that it fires.
  hold(0.5, HOUR);
  until(between, worse);
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
    firing: [identity(context)],
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
  const pace = tilePace(context, 6);
  const { minimumBadEvents } = context.slo;
  const alert = budgetExhaustedAlert(context);
  const burst = (count: number) => traffic(pace, pace.sampleSeconds, count / eventWeight(context) / pace.sampleSeconds, 1);
  const idleUntil = (seconds: number, before: readonly Stretch[]) => {
    const at = Math.ceil(seconds / pace.evaluationSeconds) * pace.evaluationSeconds;
    return traffic(pace, at - 2 * pace.sampleSeconds - endOf(before, before.length), 0, 0);
  };
  const start = [idleUntil(HOUR, []), burst(minimumBadEvents - 1)];
  const wait = [...start, idleUntil(HOUR + Math.min(0.8 * periodSeconds(context), 3.2 * DAY), start)];
  const stretches = [...wait, burst(1), traffic(pace, 3 * pace.evaluationSeconds, 0, 0)];
  return {
    ...pace,
    title: "budget needs a least number of bad events",
    context,
    alert,
    firing: [identity(context)],
    stretches,
    expected: [
      [endOf(stretches, 2) + 3 * pace.evaluationSeconds, false],
      [endOf(stretches, 5), true],
    ],
  };
}
