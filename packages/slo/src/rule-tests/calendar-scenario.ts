import { errorBudget } from "../burn-rate.ts";
import { budgetExhaustedAlert, FREEZE_BELOW, THAW_ABOVE } from "../rules/budget-alerts.ts";
import { identity, type SloContext } from "../rules/slo-context.ts";
import { SECONDS_AT_START } from "./calendar-time.ts";
import { endOf, type Scenario, tilePace, traffic } from "./scenario.ts";
import type { Stretch } from "./stretch.ts";

const HOUR = 3600;

/**
 * The budget of a calendar period goes down between the two limits, then under both. Time without errors brings none of it back;
 * the end of the period brings all. A week is followed to its end, of a longer period the first days are.
 */
export function calendarFreezeScenario(context: SloContext): Scenario {
  const { slo } = context;
  const calendar = slo.calendar ?? "week";
  // As often as tiles, so that none counts twice.
  const pace = tilePace(context, 1);
  const alert = budgetExhaustedAlert(context);
  const perSecond = 1000 * slo.minimumBadEvents;
  const all = SECONDS_AT_START[calendar];
  // Seconds of nothing but errors that leave a part of the budget, slowed down to fit between evaluations.
  const worst = Math.min(1, (errorBudget(slo) * all) / (6 * HOUR));
  const secondsFor = (spent: number) => (spent * errorBudget(slo) * all) / worst;
  const between = (FREEZE_BELOW + THAW_ABOVE) / 2;
  const low = FREEZE_BELOW - 0.03;
  const settled = 4 * pace.evaluationSeconds;
  const start: readonly Stretch[] = [
    traffic(pace, HOUR, perSecond, 0),
    traffic(pace, secondsFor(1 - between), perSecond, worst),
    traffic(pace, settled, perSecond, 0),
    traffic(pace, secondsFor(between - low), perSecond, worst),
    traffic(pace, HOUR, perSecond, 0),
  ];
  const untilEnd = all - endOf(start, start.length);
  const stretches =
    calendar === "week" && untilEnd > HOUR ? [...start, traffic(pace, untilEnd + alert.keepFiringForSeconds + HOUR, perSecond, 0)] : start;
  const thawed = endOf(stretches, stretches.length);
  return {
    ...pace,
    title: `budget of a ${calendar} freezes when low and thaws at its end`,
    context,
    alert,
    alertName: alert.name,
    firing: [identity(context)],
    stretches,
    expected: [
      [endOf(stretches, 3), false],
      [endOf(stretches, 5), true],
      ...(stretches === start
        ? []
        : ([
            [all - HOUR / 2, true],
            [thawed, false],
          ] as const)),
    ],
  };
}
