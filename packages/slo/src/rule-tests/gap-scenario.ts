import { errorBudget } from "../burn-rate.ts";
import { budgetExhaustedAlert } from "../rules/budget-alerts.ts";
import { identity, type SloContext } from "../rules/slo-context.ts";
import { type Scenario, tilePace, traffic } from "./scenario.ts";

const HOUR = 3600;

/** So far apart that Prometheus shows nothing of the evaluation before: as if it was down in between. */
const GAP_SECONDS = 7 * HOUR;

/** What is left of the budget at one evaluation after the other, and whether deployments are frozen then. */
const COURSE: readonly (readonly [left: number, frozen: boolean])[] = [
  [0.05, true],
  // As it was before the gap, for a day at most.
  [0.15, true],
  // Thawed, and kept firing once more.
  [0.25, true],
  [0.15, false],
  [0.15, false],
  [0.15, false],
  [0.15, false],
  [0.05, true],
  // It keeps firing once; then it is the day before that says so.
  [0.15, true],
  [0.15, true],
];

/** Between the limits a freeze outlives a Prometheus that was down; one that had ended does not come back. Nothing where a period is too short for it. */
export function gapScenarios(context: SloContext): readonly Scenario[] {
  const { slo, tileSeconds } = context;
  const budget = errorBudget(slo);
  const pace = tilePace(context, GAP_SECONDS / tileSeconds);
  const spentUntil = (count: number) => count * (1 - (COURSE[count - 1]?.[0] ?? 1));
  const shares = COURSE.map((_, index) => budget * (spentUntil(index + 1) - spentUntil(index)));
  const alert = budgetExhaustedAlert(context);
  if (slo.calendar !== undefined || slo.windowDays * 24 * HOUR < COURSE.length * GAP_SECONDS || Math.max(...shares) > 1) {
    return [];
  }
  return [
    {
      ...pace,
      title: "budget stays frozen over a gap",
      context,
      alert,
      alertName: alert.name,
      firing: [identity(context)],
      stretches: shares.map((share) => traffic(pace, GAP_SECONDS, 1000 * slo.minimumBadEvents, Math.max(0, share))),
      expected: COURSE.map(([, frozen], index) => [(index + 1) * GAP_SECONDS, frozen] as const),
    },
  ];
}
