import { errorBudget } from "../burn-rate.ts";
import { budgetSpendAlert } from "../rules/budget-alerts.ts";
import { identity, periodSeconds, type SloContext } from "../rules/slo-context.ts";
import { endOf, type Pace, type Scenario, tilePace, traffic } from "./scenario.ts";
import type { Stretch } from "./stretch.ts";

const HOUR = 3600;
const DAY = 86_400;

/**
 * Long after busier hours, errors cost just under the limit at their end. A few more, and the alert fires; it ends when
 * the first of them are a day old.
 */
export function spendScenario(context: SloContext, dailySpend: number): Scenario {
  const alert = budgetSpendAlert(context, dailySpend);
  const { pace, stretches, forgotten } = spendTimeline(context, dailySpend);
  const [start, end] = [endOf(stretches, 2), endOf(stretches, 3)];
  const settled = 4 * pace.evaluationSeconds;
  const cleared = start + DAY + forgotten * (end - start) + alert.keepFiringForSeconds;
  return {
    ...pace,
    title: "budget of a day",
    context,
    alert,
    firing: [identity(context)],
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
function spendTimeline(context: SloContext, dailySpend: number): SpendTimeline {
  const timelines = [4, 3, 2, 1].map((tiles) => spendStretches(context, dailySpend, tiles, 3));
  return (
    timelines.find(({ stretches }) => stretches.every(({ seconds }, index) => index !== 2 || seconds <= 20 * HOUR)) ??
    spendStretches(context, dailySpend, 1, 1)
  );
}

/** @param busy - traffic of the first hours, as a multiple of that afterwards */
function spendStretches(context: SloContext, dailySpend: number, tiles: number, busy: number): SpendTimeline {
  const pace = tilePace(context, tiles);
  const perSecond = 1000 * context.slo.minimumBadEvents;
  const [before, quiet] = [12 * HOUR, 3 * DAY];
  const budget = tiles * dailySpend * errorBudget(context.slo) * periodSeconds(context);
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
